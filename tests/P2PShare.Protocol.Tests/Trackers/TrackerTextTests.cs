using System.Text;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class TrackerTextTests
{
    [Theory]
    [InlineData("Grüße, 日本 😀!", "Grüße, 日本 😀!")]
    [InlineData("a\u001b]0;x\u0007b\r\n\t\u007f", "a\\u001b]0;x\\u0007b\\u000d\\u000a\\u0009\\u007f")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("\u202egnp.exe\u2066\u200f", "\\u202egnp.exe\\u2066\\u200f")]
    [InlineData("a\u200bb\ufeffc\u2028d", "a\\u200bb\\ufeffc\\u2028d")]
    public void What_could_steer_a_terminal_or_turn_the_line_around_is_escaped(string text, string shown) =>
        TrackerText.Clean(Encoding.UTF8.GetBytes(text)).ShouldBe(shown);

    [Fact]
    public void What_is_no_utf8_is_replaced() => TrackerText.Clean([(byte)'a', 0xff, 0xc3, (byte)'b']).ShouldBe("a\ufffd\ufffdb");

    [Theory]
    [InlineData("x")]
    [InlineData("ä")]
    [InlineData("\u0001")]
    [InlineData("😀")]
    public void It_ends_somewhere(string character)
    {
        var text = TrackerText.Clean(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(character, 100_000))));

        text.Length.ShouldBeInRange(TrackerLimits.MaxText - 6, TrackerLimits.MaxText);
        text.ShouldEndWith("…");
    }
}
