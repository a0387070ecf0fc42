using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Undoes percent-encoding.</summary>
internal static class PercentEncoding
{
    /// <summary>The text that is meant, bytes taken as UTF-8. False when a percent sign is not followed by two hex digits.</summary>
    public static bool TryDecode(ReadOnlySpan<char> encoded, out string text)
    {
        text = "";
        if (!encoded.Contains('%'))
        {
            text = encoded.ToString();
            return true;
        }

        var bytes = Encoding.UTF8.GetBytes(encoded.ToString());
        var written = 0;
        for (var read = 0; read < bytes.Length; read++)
        {
            if (bytes[read] != '%')
            {
                bytes[written++] = bytes[read];
                continue;
            }

            if (read + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[read + 1]) || !char.IsAsciiHexDigit((char)bytes[read + 2]))
            {
                return false;
            }

            bytes[written++] = (byte)((Digit(bytes[read + 1]) << 4) | Digit(bytes[read + 2]));
            read += 2;
        }

        text = Encoding.UTF8.GetString(bytes, 0, written);
        return true;
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
