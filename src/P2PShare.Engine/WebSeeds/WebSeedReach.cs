using P2PShare.Engine.Discovery;
using P2PShare.Net.Addresses;

namespace P2PShare.Engine.WebSeeds;

/// <summary>
/// How near to us a web seed may lead: a torrent from a stranger must not make this program press buttons of services on this machine or
/// network, so that there nothing but plain paths are asked for, and a redirect never leads nearer than where it came from. Pure.
/// </summary>
internal static class WebSeedReach
{
    /// <summary>Why a URL is not to be asked, as a clause for users; null when it may be.</summary>
    public static string? Judge(Uri url) => TrackerReach.Of(url) switch
    {
        AddressScope.Unusable => "its address is no host",
        AddressScope.Global => null,
        _ when url.Query.Length == 0 => null,
        _ => "a web seed on the local network must have no query",
    };

    /// <summary>Why a redirect is not followed, as a clause for users; null when it may be.</summary>
    public static string? JudgeRedirect(Uri from, Uri to) =>
        to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps ? "it redirects to what is no web address"
        : from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps ? "it redirects from https to http"
        : TrackerReach.Of(to) < TrackerReach.Of(from) ? "it redirects into the local network"
        : Judge(to);
}
