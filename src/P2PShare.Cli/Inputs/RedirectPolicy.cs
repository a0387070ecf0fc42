using System.Net;
using P2PShare.Net.Addresses;

namespace P2PShare.Cli.Inputs;

/// <summary>Says whether a web server may send us elsewhere: never from https down to http, and never nearer to this machine than the server is itself. Pure.</summary>
internal static class RedirectPolicy
{
    /// <summary>Why not, as a clause for users; null when it may.</summary>
    /// <param name="from">The URL that was asked for.</param>
    /// <param name="fromAddresses">The addresses of its host.</param>
    /// <param name="to">The URL that it names.</param>
    /// <param name="toAddresses">The addresses of that host.</param>
    public static string? Judge(Uri from, IReadOnlyList<IPAddress> fromAddresses, Uri to, IReadOnlyList<IPAddress> toAddresses)
    {
        if (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps)
        {
            return $"the server sends us to `{to}`, which is no web address";
        }

        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme != Uri.UriSchemeHttps)
        {
            return "the server sends us from https down to http";
        }

        var teller = fromAddresses.Select(AddressScopes.Of).DefaultIfEmpty(AddressScope.Unusable).Max();
        return toAddresses.Count > 0 && toAddresses.All(address => AddressScopes.Believes(teller, address))
            ? null
            : $"the server sends us to `{to.Host}`, which is nearer to this machine than itself";
    }
}
