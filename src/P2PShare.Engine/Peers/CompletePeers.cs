using System.Net;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>Counts the peers that were seen to have everything, whether or not they are still there. One that comes back is known by its id or its address.</summary>
internal sealed class CompletePeers
{
    /// <summary>Peers that are told apart; further ones are not counted.</summary>
    public const int Capacity = 10_000;

    private readonly HashSet<PeerId> _ids = [];
    private readonly HashSet<IPEndPoint> _addresses = [];

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>A peer has everything.</summary>
    /// <param name="id">How it names itself; other after each start of its program.</param>
    /// <param name="address">Where it listens; null where that is not known.</param>
    public void Add(PeerId id, IPEndPoint? address)
    {
        if (_ids.Count + _addresses.Count >= 2 * Capacity)
        {
            return;
        }

        var isNew = _ids.Add(id);
        isNew &= address is null || _addresses.Add(address);
        Count += isNew ? 1 : 0;
    }
}
