using System.Buffers;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads hashes from text.</summary>
internal static class HashText
{
    private const int Base32Length = 32;
    private const int Base32Bits = 5;

    /// <summary>A v1 info-hash: 40 hex digits, or 32 characters of base32, in either case.</summary>
    public static bool TryReadV1(ReadOnlySpan<char> text, out Sha1Hash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Sha1Hash.Size];
        if (!TryReadHex(text, bytes) && !TryReadBase32(text, bytes))
        {
            return false;
        }

        hash = new Sha1Hash(bytes);
        return true;
    }

    /// <summary>A SHA-256 hash: 64 hex digits.</summary>
    public static bool TryReadV2(ReadOnlySpan<char> text, out Sha256Hash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Sha256Hash.Size];
        if (!TryReadHex(text, bytes))
        {
            return false;
        }

        hash = new Sha256Hash(bytes);
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == 2 * bytes.Length && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;

    // RFC 4648, section 6, without padding: 32 characters of 5 bits are 20 bytes.
    private static bool TryReadBase32(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != Base32Length)
        {
            return false;
        }

        var bits = 0;
        var pending = 0;
        var written = 0;
        foreach (var character in text)
        {
            var digit = Base32Digit(character);
            if (digit < 0)
            {
                return false;
            }

            bits = ((bits << Base32Bits) | digit) & 0xFFF;
            pending += Base32Bits;
            if (pending >= 8)
            {
                pending -= 8;
                bytes[written++] = (byte)(bits >> pending);
            }
        }

        return true;
    }

    private static int Base32Digit(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a',
        >= '2' and <= '7' => character - '2' + 26,
        _ => -1,
    };
}
