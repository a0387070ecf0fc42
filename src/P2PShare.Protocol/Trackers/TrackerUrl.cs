using System.Diagnostics.CodeAnalysis;

namespace P2PShare.Protocol.Trackers;

/// <summary>An announce URL that is safe to use: <c>http</c>, <c>https</c> or <c>udp</c>, no control characters, no user name, of bounded length. BEP 3, 15.</summary>
public sealed class TrackerUrl
{
    private readonly RedactedUrl _redacted;

    private TrackerUrl(Uri uri)
    {
        Uri = uri;
        _redacted = new RedactedUrl(uri.AbsoluteUri);
    }

    /// <summary>The whole address; without a fragment.</summary>
    public Uri Uri { get; }

    /// <summary>Whether it is announced to over UDP, and not over HTTP.</summary>
    public bool IsUdp => Uri.Scheme == "udp";

    /// <summary>The URL, to be shown: with whatever looks like a passkey hidden.</summary>
    public string Redacted => _redacted.Text;

    /// <summary>Reads an announce URL.</summary>
    /// <param name="text">What the torrent or the user says.</param>
    /// <param name="url">The URL; null when it is refused.</param>
    /// <param name="problem">Why it is refused, as a clause for users; null when it is not.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TrackerUrl? url, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        url = null;
        problem = Judge(text, out var uri);
        if (problem is not null)
        {
            return false;
        }

        url = new TrackerUrl(uri!);
        return true;
    }

    /// <summary>Any text that is meant to be an announce URL, to be shown: shortened, escaped, with whatever looks like a passkey hidden.</summary>
    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new RedactedUrl(text).Text;
    }

    /// <summary>A message about this tracker with its passkey hidden, should it be in there.</summary>
    public string Hide(string message) => _redacted.Hide(message);

    /// <inheritdoc/>
    public override string ToString() => Redacted;

    private static string? Judge(string text, out Uri? uri)
    {
        uri = null;
        if (text.Length > TrackerLimits.MaxUrl)
        {
            return "the announce URL is too long";
        }

        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\x7f') || !Uri.TryCreate(text, UriKind.Absolute, out uri))
        {
            return "the announce URL is malformed";
        }

        return uri.Scheme is not ("http" or "https" or "udp") ? "trackers speak http, https or udp"
            : uri.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6) ? "the announce URL has no usable host"
            : uri.UserInfo.Length > 0 ? "an announce URL with a user name is not supported"
            : uri.Scheme == "udp" && uri.Port is < 1 or > ushort.MaxValue ? "a udp announce URL needs a port"
            : uri.Port == 0 ? "the announce URL has port 0"
            : null;
    }
}
