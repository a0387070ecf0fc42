using System.Globalization;
using System.Net;

namespace P2PShare.Cli.Inputs;

/// <summary>HOST:PORT, where HOST is a name, an IPv4 address or an IPv6 address in brackets.</summary>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Reads it; ports are 1 to 65535.</summary>
    public static bool TryParse(string text, out HostPort value)
    {
        value = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port == 0)
        {
            return false;
        }

        var host = text[..colon];
        if (host is ['[', .. var inner, ']'])
        {
            host = inner;
            if (!IPAddress.TryParse(host, out _))
            {
                return false;
            }
        }
        else if (Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.IPv6)
        {
            return false;
        }

        value = new HostPort(host, port);
        return true;
    }

    /// <summary>Reads what an option was given.</summary>
    /// <exception cref="CommandException">It is no HOST:PORT.</exception>
    public static HostPort Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new CommandException(UserError.Usage($"`{text}` is no HOST:PORT", "Examples: `friend.example.org:6881`, `192.0.2.7:6881`, `[2001:db8::7]:6881`."));

    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }
}
