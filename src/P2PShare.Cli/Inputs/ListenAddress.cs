using System.Globalization;
using System.Net;

namespace P2PShare.Cli.Inputs;

/// <summary>ADDRESS:PORT to listen on; port 0 is any free one, and <c>:PORT</c> or <c>*:PORT</c> all addresses.</summary>
internal static class ListenAddress
{
    /// <summary>Reads it.</summary>
    public static bool TryParse(string text, out IPEndPoint address)
    {
        address = new IPEndPoint(IPAddress.IPv6Any, 0);
        var colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = colon < 0 ? "" : text[..colon];
        if (host is "" or "*")
        {
            address.Port = port;
            return true;
        }

        // Without brackets an IPv6 address would swallow the port.
        var isBracketed = host is ['[', .., ']'];
        if (!IPAddress.TryParse(host, out var ip) || (host.Contains(':', StringComparison.Ordinal) && !isBracketed))
        {
            return false;
        }

        address = new IPEndPoint(ip, port);
        return true;
    }
}
