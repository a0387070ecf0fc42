using System.Net;
using P2PShare.Dht.Routing;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Dht.Defence;

/// <summary>
/// Finds our external address by what nodes that we asked say they saw, one vote of each /24 or /64. A lie of some is outvoted. Not thread-safe.
/// BEP 42, "bootstrapping".
/// </summary>
internal sealed class ExternalAddressVotes
{
    /// <summary>Votes that are looked at: the newest.</summary>
    public const int Window = 24;

    /// <summary>Votes for one address without which nothing is believed.</summary>
    public const int Quorum = 5;

    private readonly List<(AddressBlock Voter, IPAddress Address)> _votes = [];

    /// <summary>What most say; null before enough of them agree.</summary>
    public IPAddress? Address { get; private set; }

    /// <summary>Counts a vote; true when it changes <see cref="Address"/>.</summary>
    public bool Add(IPAddress voter, IPAddress seen)
    {
        seen = seen.Unmap();

        // Whoever is near sees an address that means nothing on the internet, and ids are free there.
        if (AddressScopes.Of(voter) != AddressScope.Global || AddressScopes.Of(seen) != AddressScope.Global || voter.AddressFamily != seen.AddressFamily)
        {
            return false;
        }

        var block = AddressBlock.Of(voter);
        _votes.RemoveAll(vote => vote.Voter == block);
        if (_votes.Count == Window)
        {
            _votes.RemoveAt(0);
        }

        _votes.Add((block, seen));
        var count = _votes.Count(vote => vote.Address.Equals(seen));
        if (seen.Equals(Address) || count < Quorum || 2 * count <= _votes.Count)
        {
            return false;
        }

        Address = seen;
        return true;
    }
}
