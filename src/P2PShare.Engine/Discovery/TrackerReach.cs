using System.Net;
using P2PShare.Net.Addresses;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// How near to us a tracker's URL may lead. A torrent from a stranger must not make this program send requests to this machine or this network
/// unless that stands in the URL for all to see: so a name of the public kind leads to public addresses only, and a redirect never leads nearer
/// than where it came from. Pure.
/// </summary>
internal static class TrackerReach
{
    /// <summary>What trackers' paths begin with; other services on this network have other paths.</summary>
    private const string LocalPath = "/announce";

    // Nobody can make these names lead to this network from outside: RFC 6761, 6762, 8375, ICANN's ".internal", and what routers use.
    private static readonly string[] LocalDomains = [".localhost", ".local", ".home.arpa", ".internal", ".lan"];

    /// <summary>The nearest scope to which a URL may lead.</summary>
    public static AddressScope Of(Uri url)
    {
        if (IPAddress.TryParse(url.IdnHost, out var address))
        {
            return AddressScopes.Of(address);
        }

        var isLocal = !url.IdnHost.Contains('.')
            || LocalDomains.Any(domain => url.IdnHost.EndsWith(domain, StringComparison.OrdinalIgnoreCase));
        return isLocal ? AddressScope.Loopback : AddressScope.Global;
    }

    /// <summary>Why a URL is not to be announced to, as a clause for users; null when it may be.</summary>
    public static string? Judge(Uri url) => Of(url) switch
    {
        AddressScope.Unusable => "the tracker's address is no host",
        AddressScope.Global => null,
        _ when url.Scheme == "udp" || url.AbsolutePath.StartsWith(LocalPath, StringComparison.Ordinal) => null,
        _ => "the path of a tracker on the local network must begin with /announce",
    };

    /// <summary>Why a redirect is not followed, as a clause for users; null when it may be.</summary>
    public static string? JudgeRedirect(Uri from, Uri to) =>
        from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps ? "the tracker redirects from https to http"
        : Of(to) < Of(from) ? "the tracker redirects into the local network"
        : Judge(to);

    /// <summary>Whether a name that may lead to a scope may lead to this address.</summary>
    public static bool Allows(AddressScope reach, IPAddress address) => AddressScopes.Believes(reach, address);
}
