using System.Text;
using P2PShare.Cli.Terminals;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Terminals;

public sealed class KeyDecoderTests
{
    [Theory]
    [InlineData("q", "q")]
    [InlineData("jk ", "j,k, ")]
    [InlineData("\e[A\eOB", "UpArrow,DownArrow")]
    [InlineData("\e[5~\e[6~", "PageUp,PageDown")]
    [InlineData("\t", "Tab")]
    [InlineData("\e", "Escape")]
    [InlineData("\e[1;5Cq\e[24~p", "q,p")]
    [InlineData("é\0\u0001q", "q")]
    [InlineData("\e[", "")]
    public void Reads_the_keys_that_mean_something(string received, string keys) =>
        string.Join(',', KeyDecoder.Read(Encoding.UTF8.GetBytes(received)).Select(key => key.Key == ConsoleKey.None ? key.KeyChar.ToString() : key.Key.ToString())).ShouldBe(keys);
}
