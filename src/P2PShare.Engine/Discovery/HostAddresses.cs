using System.Net;
using P2PShare.Net.Addresses;

namespace P2PShare.Engine.Discovery;

/// <summary>Where a tracker's host is to be found.</summary>
internal sealed record HostAddresses
{
    /// <summary>In the order in which they are to be tried; may be empty.</summary>
    public required IReadOnlyList<IPAddress> Addresses { get; init; }

    /// <summary>Why there are none.</summary>
    public required string Problem { get; init; }

    /// <summary>How near whoever answers there is to us; the farthest, should the addresses differ, since any of them may answer.</summary>
    public AddressScope Teller => Addresses.Max(AddressScopes.Of);
}
