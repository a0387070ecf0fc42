namespace P2PShare.Cli.Inputs;

/// <summary>Checks URLs that go into torrents.</summary>
internal static class Urls
{
    /// <summary>Whether it is an absolute URL of one of these schemes, with a host and without control characters or spaces.</summary>
    public static bool IsAbsolute(string url, params ReadOnlySpan<string> schemes) =>
        !url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed.Host.Length > 0
        && schemes.Contains(parsed.Scheme);
}
