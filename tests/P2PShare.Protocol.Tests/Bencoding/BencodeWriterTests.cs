using System.Buffers;
using System.Text;
using P2PShare.Protocol.Bencoding;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Bencoding;

public sealed class BencodeWriterTests
{
    [Fact]
    public void Writes_all_kinds()
    {
        var text = Write(writer =>
        {
            writer.BeginDictionary();
            writer.Write("a"u8, long.MinValue);
            writer.WriteKey("b"u8);
            writer.BeginList();
            writer.WriteString("grün");
            writer.WriteString([]);
            writer.WriteRaw("i7e"u8);
            writer.End();
            writer.Write("c"u8, "x");
            writer.End();
        });

        text.ShouldBe("d1:ai-9223372036854775808e1:bl5:grün0:i7ee1:c1:xe");
    }

    [Fact]
    public void Remembers_the_outer_key_while_an_inner_dictionary_is_written()
    {
        Should.Throw<InvalidOperationException>(() => Write(writer =>
        {
            writer.BeginDictionary();
            writer.WriteKey("mm"u8);
            writer.BeginDictionary();
            writer.Write("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"u8, 1);
            writer.End();
            writer.WriteKey("ma"u8);
        }));
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    [InlineData("ab", "a")]
    public void Refuses_a_key_that_is_not_behind_the_one_before_it(string first, string second)
    {
        Should.Throw<InvalidOperationException>(() => Write(writer =>
        {
            writer.BeginDictionary();
            writer.Write(Encoding.UTF8.GetBytes(first), 1);
            writer.Write(Encoding.UTF8.GetBytes(second), 2);
        }));
    }

    [Fact]
    public void Refuses_a_value_without_a_key()
    {
        Should.Throw<InvalidOperationException>(() => Write(writer =>
        {
            writer.BeginDictionary();
            writer.WriteInteger(1);
        }));
    }

    [Fact]
    public void Refuses_to_end_a_dictionary_behind_a_key()
    {
        Should.Throw<InvalidOperationException>(() => Write(writer =>
        {
            writer.BeginDictionary();
            writer.WriteKey("a"u8);
            writer.End();
        }));
    }

    [Fact]
    public void Refuses_a_second_value_behind_the_first()
    {
        Should.Throw<InvalidOperationException>(() => Write(writer =>
        {
            writer.WriteInteger(1);
            writer.WriteInteger(2);
        }));
    }

    private static string Write(Action<BencodeWriter> action)
    {
        var output = new ArrayBufferWriter<byte>();
        action(new BencodeWriter(output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
