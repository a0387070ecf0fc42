using System.Net;

namespace P2PShare.Cli.Inputs;

/// <summary>The URLs under which a tracker can be reached.</summary>
internal static class AnnounceUrls
{
    /// <summary>One for the address it listens on, or, where that is all addresses, one for each address of this machine.</summary>
    public static IReadOnlyList<string> For(IPEndPoint listening, string scheme, Func<IReadOnlyList<IPAddress>> localAddresses)
    {
        var isAny = listening.Address.Equals(IPAddress.Any) || listening.Address.Equals(IPAddress.IPv6Any);
        var addresses = isAny ? Reachable(listening.Address, localAddresses()) : [listening.Address];
        return [.. addresses.Select(address => $"{scheme}://{new IPEndPoint(address, listening.Port)}/announce")];
    }

    private static IReadOnlyList<IPAddress> Reachable(IPAddress listening, IReadOnlyList<IPAddress> local)
    {
        var fitting = listening.Equals(IPAddress.Any) ? [.. local.Where(address => address.AddressFamily == listening.AddressFamily)] : local;
        return fitting.Count > 0 ? fitting : [listening.Equals(IPAddress.Any) ? IPAddress.Loopback : IPAddress.IPv6Loopback];
    }
}
