using System.Text;
using P2PShare.Protocol.Bencoding;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Bencoding;

public sealed class BencodeDocumentTests
{
    [Fact]
    public void Finds_the_value_of_a_key()
    {
        var root = Parse("d3:bar4:spam3:fooi42ee").Root;

        root.TryGetInteger("foo"u8, out var number).ShouldBeTrue();
        number.ShouldBe(42);
        root.TryGetString("bar"u8, out ReadOnlySpan<byte> text).ShouldBeTrue();
        Encoding.ASCII.GetString(text).ShouldBe("spam");
        root.TryGet("baz"u8, out _).ShouldBeFalse();
    }

    [Fact]
    public void Skips_what_lies_inside_a_value_when_it_looks_for_a_key()
    {
        var root = Parse("d1:ad1:ci1ee1:bli1e1:cee").Root;

        root.TryGet("c"u8, out _).ShouldBeFalse();
        root.TryGet("b"u8, BencodeKind.List, out _).ShouldBeTrue();
    }

    [Fact]
    public void Gives_nothing_where_a_value_is_of_another_kind()
    {
        var root = Parse("d1:ai1e1:b1:xe").Root;

        root.TryGetString("a"u8, out ReadOnlySpan<byte> _).ShouldBeFalse();
        root.TryGetInteger("b"u8, out _).ShouldBeFalse();
        root.TryGet("a"u8, BencodeKind.Dictionary, out _).ShouldBeFalse();
        root.Items.MoveNext().ShouldBeFalse();
        root.TryGet("a"u8, out var integer).ShouldBeTrue();
        integer.TryGet("x"u8, out _).ShouldBeFalse();
        integer.Entries.MoveNext().ShouldBeFalse();
    }

    [Fact]
    public void Keeps_the_exact_bytes_of_a_value()
    {
        var root = Parse("d4:infod1:bi1e1:ai02eee", BencodeOptions.Lenient).Root;

        root.TryGet("info"u8, out var info).ShouldBeTrue();
        Encoding.ASCII.GetString(info.RawMemory.Span).ShouldBe("d1:bi1e1:ai02ee");
        info.Offset.ShouldBe(7);
    }

    [Fact]
    public void Says_how_many_bytes_a_value_took_when_others_follow()
    {
        var bytes = "d8:msg_typei1ee\x00\x01raw"u8.ToArray();

        BencodeDocument.TryParse(bytes, new BencodeOptions { AllowTrailingBytes = true }, out var document, out _).ShouldBeTrue();

        document.Length.ShouldBe(15);
    }

    [Theory]
    [InlineData("i9223372036854775807e", long.MaxValue)]
    [InlineData("i-9223372036854775808e", long.MinValue)]
    public void Reads_the_ends_of_the_range_of_64_bits(string text, long expected)
    {
        Parse(text).Root.TryGetInteger(out var value).ShouldBeTrue();

        value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("i9223372036854775808e")]
    [InlineData("i-9223372036854775809e")]
    [InlineData("i18446744073709551616e")]
    [InlineData("i18446744073709551617e")]
    [InlineData("i36893488147419103233e")]
    public void Never_wraps_an_integer_of_more_than_64_bits(string text)
    {
        BencodeDocument.TryParse(Bytes(text), BencodeOptions.Strict, out _, out var error).ShouldBeFalse();
        error.Fault.ShouldBe(BencodeFault.IntegerTooLarge);

        var lenient = Parse(text, BencodeOptions.Lenient);
        lenient.Root.TryGetInteger(out _).ShouldBeFalse();
        lenient.Irregularity.Fault.ShouldBe(BencodeFault.IntegerTooLarge);
    }

    [Fact]
    public void Refuses_one_key_twice_even_far_apart_in_an_unsorted_dictionary()
    {
        BencodeDocument.TryParse(Bytes("d1:bi1e1:ci2e1:ai3e1:bi4ee"), BencodeOptions.Lenient, out _, out var error).ShouldBeFalse();

        error.ShouldBe(new BencodeError(BencodeFault.DuplicateKey, 19));
    }

    [Fact]
    public void Takes_one_key_in_two_dictionaries()
    {
        Parse("d1:ad1:ai1ee1:bd1:ai1eee").IsCanonical.ShouldBeTrue();
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Opens_no_more_than_a_hundred_levels(int depth, bool accepted)
    {
        var bytes = Bytes(new string('l', depth) + new string('e', depth));

        BencodeDocument.TryParse(bytes, BencodeOptions.Lenient, out _, out var error).ShouldBe(accepted);

        error.ShouldBe(accepted ? default : new BencodeError(BencodeFault.TooDeep, 100));
    }

    [Fact]
    public void A_million_open_lists_do_not_exhaust_the_stack()
    {
        var bytes = new byte[1_000_000];
        bytes.AsSpan().Fill((byte)'l');

        BencodeDocument.TryParse(bytes, BencodeOptions.Lenient, out _, out var error).ShouldBeFalse();

        error.Fault.ShouldBe(BencodeFault.TooDeep);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(9, false)]
    public void Takes_no_more_values_than_allowed(int limit, bool accepted)
    {
        var bytes = Bytes("l" + string.Concat(Enumerable.Repeat("le", 9)) + "e");

        BencodeDocument.TryParse(bytes, new BencodeOptions { MaxTokens = limit }, out _, out var error).ShouldBe(accepted);

        error.Fault.ShouldBe(accepted ? BencodeFault.None : BencodeFault.TooManyTokens);
    }

    [Theory]
    [InlineData("2147483648:x")]
    [InlineData("9223372036854775808:x")]
    [InlineData("10000000000000000000000000000000000000000:x")]
    [InlineData("1999999999:x")]
    public void Takes_no_memory_for_a_length_that_is_not_there(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        BencodeDocument.TryParse(Bytes(text), BencodeOptions.Lenient, out _, out _).ShouldBeFalse();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100_000);
    }

    [Fact]
    public void A_small_message_costs_little_memory()
    {
        var bytes = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe"u8.ToArray();
        Parse(bytes);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Parse(bytes);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(400);
    }

    private static BencodeDocument Parse(string text, BencodeOptions? options = null) => Parse(Bytes(text), options);

    private static BencodeDocument Parse(byte[] bytes, BencodeOptions? options = null)
    {
        BencodeDocument.TryParse(bytes, options ?? BencodeOptions.Strict, out var document, out var error).ShouldBeTrue(error.ToString());
        return document!;
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
