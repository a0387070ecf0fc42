using System.Text;

namespace P2PShare.Protocol.Trackers;

/// <summary>The options that may follow a UDP announce, of which one is known: path and query of the announce URL. BEP 41.</summary>
public static class UdpUrlData
{
    // | type = 2 | length | path and query | ...     0 ends the options, 1 is padding, all others have a length.
    private const byte EndOfOptions = 0;
    private const byte Nop = 1;
    private const byte UrlData = 2;
    private const int MaxDataLength = 255;

    /// <summary>Bytes that a path and query take.</summary>
    public static int SizeOf(string pathAndQuery)
    {
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        return pathAndQuery.Length + (2 * (((pathAndQuery.Length + MaxDataLength - 1)) / MaxDataLength));
    }

    /// <summary>Writes a path and query of ASCII characters, in as many options as it takes; the number of bytes.</summary>
    public static int Write(Span<byte> destination, string pathAndQuery)
    {
        ArgumentNullException.ThrowIfNull(pathAndQuery);
        var written = 0;
        for (ReadOnlySpan<char> rest = pathAndQuery; !rest.IsEmpty;)
        {
            var length = Math.Min(rest.Length, MaxDataLength);
            destination[written] = UrlData;
            destination[written + 1] = (byte)length;
            Encoding.ASCII.GetBytes(rest[..length], destination[(written + 2)..]);
            written += length + 2;
            rest = rest[length..];
        }

        return written;
    }

    /// <summary>
    /// Reads the options after a request: path and query, shortened to <see cref="TrackerLimits.MaxUrl"/> bytes; empty where the client
    /// says that there is none, null where it says nothing. Unknown options are passed over, one that is cut off ends the reading.
    /// </summary>
    public static string? Read(ReadOnlySpan<byte> options)
    {
        StringBuilder? text = null;
        while (!options.IsEmpty && options[0] != EndOfOptions)
        {
            if (options[0] == Nop)
            {
                options = options[1..];
                continue;
            }

            if (options.Length < 2 || options.Length - 2 < options[1])
            {
                break;
            }

            if (options[0] == UrlData)
            {
                text ??= new StringBuilder();
                var data = options.Slice(2, options[1]);
                text.Append(Encoding.Latin1.GetString(data[..Math.Min(data.Length, TrackerLimits.MaxUrl - text.Length)]));
            }

            options = options[(2 + options[1])..];
        }

        return text?.ToString();
    }
}
