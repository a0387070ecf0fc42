using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Bencoding;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Bencoding;

public sealed class BencodePropertyTests
{
    [Fact]
    public void What_is_written_is_read_and_written_the_same()
    {
        Prop.ForAll(Values().ToArbitrary(), encoded =>
        {
            BencodeDocument.TryParse(encoded, BencodeOptions.Strict, out var document, out var error).ShouldBeTrue(error.ToString());
            var output = new ArrayBufferWriter<byte>();
            BencodeCopy.Write(new BencodeWriter(output), document!.Root);
            return output.WrittenSpan.SequenceEqual(encoded);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_beginning_of_a_value_is_no_value_and_fails_at_its_end_at_the_latest()
    {
        Prop.ForAll(Values().ToArbitrary(), encoded =>
        {
            for (var length = 0; length < encoded.Length; length++)
            {
                BencodeDocument.TryParse(encoded.AsMemory(0, length), BencodeOptions.Lenient, out _, out var error).ShouldBeFalse();
                error.Fault.ShouldBe(BencodeFault.UnexpectedEnd);
                error.Offset.ShouldBeLessThanOrEqualTo(length);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Agrees_with_a_plain_recursive_reader_about_any_bytes()
    {
        // The letters of the format, so that most inputs go wrong late.
        var inputs = Gen.Elements("dlie0123:-a"u8.ToArray()).ArrayOf().Select(bytes => bytes.Take(40).ToArray()).ToArbitrary();

        Prop.ForAll(inputs, bytes =>
        {
            foreach (var options in (BencodeOptions[])[BencodeOptions.Strict, BencodeOptions.Lenient])
            {
                var expected = new RecursiveReader(bytes, options.Mode == BencodeMode.Strict).IsValid();

                BencodeDocument.TryParse(bytes, options, out _, out var error).ShouldBe(expected, $"{Encoding.Latin1.GetString(bytes)}: {error}");
                error.Offset.ShouldBeInRange(0, bytes.Length);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static Gen<byte[]> Values() => Gen.Sized(size => Value(Math.Min(size, 60)));

    private static Gen<byte[]> Value(int size)
    {
        var integer = ArbMap.Default.GeneratorFor<long>().Select(number => Encoding.ASCII.GetBytes($"i{number}e"));
        var text = ArbMap.Default.GeneratorFor<byte[]>().Select(Text);
        if (size <= 1)
        {
            return Gen.OneOf(integer, text);
        }

        var inner = Value(size / 3);
        var list = inner.ListOf().Select(items => (byte[])[(byte)'l', .. items.SelectMany(item => item), (byte)'e']);
        var dictionary = ArbMap.Default.GeneratorFor<byte[]>().Zip(inner).ListOf().Select(Dictionary);
        return Gen.OneOf(integer, text, list, dictionary);
    }

    private static byte[] Text(byte[] bytes) => [.. Encoding.ASCII.GetBytes($"{bytes.Length}:"), .. bytes];

    private static byte[] Dictionary(IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        var sorted = entries.DistinctBy(entry => Convert.ToHexString(entry.Key)).OrderBy(entry => Convert.ToHexString(entry.Key), StringComparer.Ordinal);
        return [(byte)'d', .. sorted.SelectMany(entry => Text(entry.Key).Concat(entry.Value)), (byte)'e'];
    }

    /// <summary>The grammar of BEP 3 as directly as it can be written down.</summary>
    private sealed class RecursiveReader(byte[] bytes, bool isStrict)
    {
        private int _at;

        public bool IsValid() => Value() && _at == bytes.Length;

        private byte Next => _at < bytes.Length ? bytes[_at] : (byte)0;

        private bool Value() => Next switch
        {
            (byte)'i' => Integer(),
            (byte)'l' => List(),
            (byte)'d' => Dictionary(),
            _ => String(out _),
        };

        private bool Take(char expected)
        {
            var found = Next == expected;
            _at += found ? 1 : 0;
            return found;
        }

        private string Digits()
        {
            var start = _at;
            while (char.IsAsciiDigit((char)Next))
            {
                _at++;
            }

            return Encoding.ASCII.GetString(bytes, start, _at - start);
        }

        private bool Integer()
        {
            Take('i');
            var isNegative = Take('-');
            var digits = Digits();
            var isCanonical = digits == "0" ? !isNegative : !digits.StartsWith('0');
            return digits.Length > 0 && Take('e') && (!isStrict || (isCanonical && long.TryParse($"{(isNegative ? "-" : "")}{digits}", out _)));
        }

        private bool String(out string value)
        {
            value = "";
            var digits = Digits();
            if (digits.Length is 0 or > 20 || !Take(':') || (isStrict && digits.Length > 1 && digits[0] == '0')
                || !int.TryParse(digits, out var length) || length > bytes.Length - _at)
            {
                return false;
            }

            value = Encoding.Latin1.GetString(bytes, _at, length);
            _at += length;
            return true;
        }

        private bool List()
        {
            Take('l');
            while (!Take('e'))
            {
                if (!Value())
                {
                    return false;
                }
            }

            return true;
        }

        private bool Dictionary()
        {
            Take('d');
            var keys = new List<string>();
            while (!Take('e'))
            {
                if (!String(out var key) || keys.Contains(key) || (isStrict && keys.Count > 0 && string.CompareOrdinal(keys[^1], key) > 0) || !Value())
                {
                    return false;
                }

                keys.Add(key);
            }

            return true;
        }
    }
}
