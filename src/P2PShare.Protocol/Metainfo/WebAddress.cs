using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Judges URLs and hosts that strangers wrote into torrents and magnet links. What it lets through has a scheme, a host and a port that can
/// exist, and no byte that could end a line of a request or do something to a terminal. Names beyond ASCII must come in their ASCII form.
/// </summary>
public static class WebAddress
{
    /// <summary>Longest URL that is taken, in characters.</summary>
    public const int MaxLength = 2048;

    private const int MaxHostLength = 253;

    // The underscore is in no host name by the letter, but in those of containers.
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>Whether it is an announce URL that can be used: http, https or udp.</summary>
    public static bool IsTracker(ReadOnlySpan<char> url) =>
        TrySplit(url, out var scheme, out var authority)
        && (IsHttp(scheme) || scheme.Equals("udp", StringComparison.OrdinalIgnoreCase))
        && IsAuthority(authority);

    /// <summary>Whether it is a web seed that can be used: http or https.</summary>
    public static bool IsWebSeed(ReadOnlySpan<char> url) =>
        TrySplit(url, out var scheme, out var authority) && IsHttp(scheme) && IsAuthority(authority);

    /// <summary>Percent-encodes spaces and what is not ASCII, as browsers do; leaves control characters, which <see cref="IsWebSeed"/> refuses.</summary>
    public static string Escape(ReadOnlySpan<byte> url)
    {
        var builder = new StringBuilder(url.Length);
        foreach (var unit in url)
        {
            if (unit is (byte)' ' or >= 0x80)
            {
                builder.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
            else
            {
                builder.Append((char)unit);
            }
        }

        return builder.ToString();
    }

    /// <summary>Whether it is a host: a name of letters, digits, <c>-</c>, <c>.</c> and <c>_</c>, or an address, IPv6 without brackets.</summary>
    public static bool IsHost(ReadOnlySpan<char> host) => host.Contains(':')
        ? IPAddress.TryParse(host, out _)
        : host.Length is > 0 and <= MaxHostLength && !host.ContainsAnyExcept(HostCharacters) && host.ContainsAnyExcept('.', '-', '_');

    /// <summary>Takes HOST:PORT apart, IPv6 in brackets. False when either cannot be.</summary>
    public static bool TrySplitEndPoint(ReadOnlySpan<char> text, out ReadOnlySpan<char> host, out int port)
    {
        var colon = text.LastIndexOf(':');
        host = text[..Math.Max(colon, 0)];
        port = 0;
        if (host is ['[', .., ']'])
        {
            host = host[1..^1];
            return host.Contains(':') && IsHost(host) && IsPort(text[(colon + 1)..], out port);
        }

        return colon > 0 && !host.Contains(':') && IsHost(host) && IsPort(text[(colon + 1)..], out port);
    }

    private static bool TrySplit(ReadOnlySpan<char> url, out ReadOnlySpan<char> scheme, out ReadOnlySpan<char> authority)
    {
        var mark = url.IndexOf("://", StringComparison.Ordinal);
        scheme = url[..Math.Max(mark, 0)];
        authority = mark < 0 ? default : url[(mark + 3)..];
        var end = authority.IndexOfAny("/?#");
        authority = end < 0 ? authority : authority[..end];
        return mark > 0 && url.Length <= MaxLength && !url.ContainsAnyExceptInRange('!', '~');
    }

    private static bool IsHttp(ReadOnlySpan<char> scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static bool IsAuthority(ReadOnlySpan<char> authority)
    {
        authority = authority[(authority.LastIndexOf('@') + 1)..];
        return authority is ['[', .., ']']
            ? authority.Contains(':') && IsHost(authority[1..^1])
            : TrySplitEndPoint(authority, out _, out _) || (!authority.Contains(':') && IsHost(authority));
    }

    private static bool IsPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= 65535;
}
