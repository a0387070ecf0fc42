using System.Text;

namespace P2PShare.Protocol.Trackers;

/// <summary>Bytes in a query as RFC 3986 has them: unreserved characters as they are, others as <c>%XX</c>. A plus sign is a plus sign.</summary>
internal static class PercentEncoding
{
    private const int EscapeLength = 3;

    /// <summary>Adds bytes in encoded form.</summary>
    public static void Append(StringBuilder query, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            _ = IsUnreserved((char)value)
                ? query.Append((char)value)
                : query.Append('%').Append(Hex(value >> 4)).Append(Hex(value & 0xf));
        }
    }

    /// <summary>Decodes as much as fits. False when it does not fit, or holds something that is no byte.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int written)
    {
        written = 0;
        for (var i = 0; i < text.Length; written++)
        {
            if (written == destination.Length || !TryDecodeOne(text[i..], out destination[written], out var consumed))
            {
                return false;
            }

            i += consumed;
        }

        return true;
    }

    private static bool TryDecodeOne(ReadOnlySpan<char> text, out byte value, out int consumed)
    {
        value = (byte)text[0];
        consumed = 1;
        if (text[0] != '%')
        {
            return text[0] <= byte.MaxValue;
        }

        consumed = EscapeLength;
        if (text.Length < EscapeLength || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
        {
            return false;
        }

        value = Convert.FromHexString(text.Slice(1, 2))[0];
        return true;
    }

    private static bool IsUnreserved(char value) => char.IsAsciiLetterOrDigit(value) || value is '-' or '.' or '_' or '~';

    private static char Hex(int digit) => (char)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
