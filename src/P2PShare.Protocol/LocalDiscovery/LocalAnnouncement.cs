using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.LocalDiscovery;

/// <summary>A datagram that tells the local network which torrents somebody takes part in. BEP 14.</summary>
/// <param name="Port">Where its sender listens, 1 to 65535; its address is the datagram's.</param>
/// <param name="InfoHashes">The torrents, each once; at least one.</param>
/// <param name="Cookie">By which the sender knows its own; null for none.</param>
public sealed record LocalAnnouncement(int Port, IReadOnlyList<Sha1Hash> InfoHashes, string? Cookie)
{
    /// <summary>Longest datagram that is written, in bytes. BEP 14. What is read may be as long as <see cref="MaxReadSize"/>.</summary>
    public const int MaxSize = 1400;

    /// <summary>Longest datagram that is read, in bytes.</summary>
    public const int MaxReadSize = 2048;

    /// <summary>Most info-hashes of one datagram: as many as fit with the longest group and cookie.</summary>
    public const int MaxInfoHashes = 24;

    /// <summary>Longest cookie that is read or written, in characters.</summary>
    public const int MaxCookie = 32;

    private const string RequestLine = "BT-SEARCH * HTTP/1.";

    /// <summary>The IPv4 group, of the scope of an organisation.</summary>
    public static IPEndPoint IPv4Group => new(IPAddress.Parse("239.192.152.143"), 6771);

    /// <summary>The IPv6 group, of the scope of a site.</summary>
    public static IPEndPoint IPv6Group => new(IPAddress.Parse("ff15::efc0:988f"), 6771);

    /// <summary>False when it is none, or names no port or no torrent. Headers and hashes that make no sense are passed over.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out LocalAnnouncement? announcement)
    {
        announcement = null;
        if (datagram.Length > MaxReadSize || !Ascii.IsValid(datagram))
        {
            return false;
        }

        var text = Encoding.ASCII.GetString(datagram);
        if (!text.StartsWith(RequestLine, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var (port, cookie, hashes) = ReadHeaders(text);
        if (port == 0 || hashes.Count == 0)
        {
            return false;
        }

        announcement = new LocalAnnouncement(port, hashes, cookie);
        return true;
    }

    /// <summary>The datagram for a group; the caller owns the array.</summary>
    /// <exception cref="InvalidOperationException">There are more hashes than <see cref="MaxInfoHashes"/>, or the cookie is longer than <see cref="MaxCookie"/>.</exception>
    public byte[] ToBytes(IPEndPoint group)
    {
        if (InfoHashes.Count > MaxInfoHashes || Cookie?.Length > MaxCookie)
        {
            throw new InvalidOperationException("Too much for one datagram.");
        }

        var text = new StringBuilder(MaxSize)
            .Append(CultureInfo.InvariantCulture, $"BT-SEARCH * HTTP/1.1\r\nHost: {group}\r\nPort: {Port}\r\n");
        foreach (var hash in InfoHashes)
        {
            text.Append(CultureInfo.InvariantCulture, $"Infohash: {hash}\r\n");
        }

        if (Cookie is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"cookie: {Cookie}\r\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("\r\n\r\n").ToString());
    }

    private static (int Port, string? Cookie, List<Sha1Hash> Hashes) ReadHeaders(string text)
    {
        var (port, cookie, hashes) = (0, (string?)null, new List<Sha1Hash>());
        foreach (var line in text.Split('\n').Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
            {
                continue;
            }

            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].Trim().ToUpperInvariant())
            {
                case "PORT" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                    port = number;
                    break;
                case "COOKIE" when value.Length is > 0 and <= MaxCookie:
                    cookie = value;
                    break;
                case "INFOHASH" when value.Length == 2 * Sha1Hash.Size && HashText.TryReadV1(value, out var hash) && !hashes.Contains(hash):
                    hashes.Add(hash);
                    break;
            }
        }

        return (port, cookie, hashes);
    }
}
