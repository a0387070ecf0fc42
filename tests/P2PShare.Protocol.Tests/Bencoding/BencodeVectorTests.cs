using System.Text.RegularExpressions;
using P2PShare.Protocol.Bencoding;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.Bencoding;

public sealed partial class BencodeVectorTests
{
    /// <summary>Rows where strict or lenient parsing of ours ends otherwise than the row says, and why. A row that no longer differs fails too.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["0313"] = "a key that is there twice is refused in lenient mode too: readers disagree which of the two counts",
        ["0325"] = "an integer beyond 64 bits is well-formed; lenient mode keeps its bytes and gives no number",
        ["0368"] = "lenient mode takes leading zeros, as row 0327 of another project wants",
        ["0369"] = "lenient mode takes leading zeros, as row 0327 of another project wants",
        ["0409"] = "no fractions in any mode",
        ["0410"] = "no fractions in any mode",
        ["0422"] = "trailing bytes are another switch, off by default in both modes",
        ["0468"] = "trailing bytes are another switch, off by default in both modes",
        ["0474"] = "lenient mode takes -0, as row 0431 of another project wants",
        ["0475"] = "lenient mode takes leading zeros, as row 0327 of another project wants",
    };

    /// <summary>Rows whose error we place elsewhere, and where.</summary>
    private static readonly Dictionary<string, int> OtherOffsets = new()
    {
        ["0316"] = 20, // Behind the digits of the length, where it is compared with what is there.
        ["0325"] = 0, // At the integer, not at its last digit.
    };

    [VectorFact]
    public void Every_row_comes_out_as_its_maker_says()
    {
        var wrong = Vectors.Of("bencode").Select(Check).Where(line => line is not null).ToList();

        wrong.ShouldBeEmpty();
    }

    private static string? Check(VectorRow row)
    {
        var strict = BencodeDocument.TryParse(row.File, BencodeOptions.Strict, out var document, out var error);
        var lenient = BencodeDocument.TryParse(row.File, BencodeOptions.Lenient, out var forgiven, out _);
        error.Offset.ShouldBeInRange(0, row.File.Length, row.ToString());
        var (wantStrict, wantLenient) = row.Outcome switch
        {
            "valid" => (true, true),
            "strict-invalid" => (false, true),
            "invalid" => (false, false),
            _ => (strict, lenient),
        };

        if (((strict, lenient) != (wantStrict, wantLenient)) != Differences.ContainsKey(row.Id))
        {
            return $"{row}: strict {strict}, lenient {lenient}, {error}";
        }

        if (strict && !Rewrite(document!.Root).AsSpan().SequenceEqual(row.File))
        {
            return $"{row}: written otherwise than read";
        }

        if (!strict && lenient && forgiven!.IsCanonical)
        {
            return $"{row}: nothing said of what was forgiven";
        }

        return OffsetIsWrong(row, error) ? $"{row}: {error}" : null;
    }

    private static bool OffsetIsWrong(VectorRow row, BencodeError error)
    {
        var stated = StatedOffset().Match(row.Expected);
        if (!stated.Success)
        {
            return false;
        }

        var offset = int.Parse(stated.Groups["offset"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        return error.Offset != OtherOffsets.GetValueOrDefault(row.Id, offset);
    }

    private static byte[] Rewrite(BencodeValue value)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        BencodeCopy.Write(new BencodeWriter(output), value);
        return output.WrittenSpan.ToArray();
    }

    [GeneratedRegex(@"^(?:error|expected_\w+|overflow|unexpected_eof) at (?<offset>\d+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StatedOffset();
}
