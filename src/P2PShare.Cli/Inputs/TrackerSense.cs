using System.Net;

namespace P2PShare.Cli.Inputs;

/// <summary>Judges whether others can reach a tracker as its URL is written.</summary>
internal static class TrackerSense
{
    /// <summary>Why not, as a clause; null where nothing speaks against it.</summary>
    public static string? Doubt(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return "it is no proper URL";
        }

        return OfHost(uri) ?? OfPort(uri) ?? OfPath(uri);
    }

    private static string? OfHost(Uri uri)
    {
        if (IPAddress.TryParse(uri.IdnHost, out var address))
        {
            return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "no machine has that address"
                : IPAddress.IsLoopback(address) ? "only this machine reaches it"
                : null;
        }

        return uri.IdnHost switch
        {
            "localhost" => "only this machine reaches it",
            var host when host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase) || Uri.CheckHostName(host) == UriHostNameType.Unknown => "no machine can have that name",
            _ => null,
        };
    }

    // Uri has no default port for udp, and says -1.
    private static string? OfPort(Uri uri) =>
        uri.Port == 0 || (uri.Scheme == "udp" && uri.Port < 0) ? "a UDP tracker needs a port, such as `:6969`" : null;

    private static string? OfPath(Uri uri) => uri.Scheme != "udp" && uri.AbsolutePath == "/" && uri.Query.Length == 0
        ? $"HTTP trackers usually are at a path such as `{new Uri(uri, "announce")}`"
        : null;
}
