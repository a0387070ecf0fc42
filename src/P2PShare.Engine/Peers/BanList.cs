using System.Net;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Who sent bad data. One port of an address may be a liar and another an honest friend behind the same router, so that a port is banned first;
/// an address that had <see cref="MaxPorts"/> of them banned is banned whole, unless it is this machine. Bounded: the oldest are forgotten.
/// </summary>
internal sealed class BanList
{
    /// <summary>How many ports of one address may be banned before all are. A liar that connects to us takes two at once: the one it came from and the one it listens on.</summary>
    public const int MaxPorts = 4;

    /// <summary>How many bans are remembered.</summary>
    public const int Capacity = 4096;

    private readonly HashSet<IPEndPoint> _ports = [];
    private readonly Dictionary<IPAddress, int> _addresses = [];
    private readonly Queue<IPEndPoint> _oldest = new();

    /// <summary>Bans a peer.</summary>
    public void Add(IPEndPoint peer)
    {
        var own = new IPEndPoint(peer.Address, peer.Port);
        if (!_ports.Add(own))
        {
            return;
        }

        _addresses[own.Address] = _addresses.GetValueOrDefault(own.Address) + 1;
        _oldest.Enqueue(own);
        if (_oldest.Count > Capacity)
        {
            Forget(_oldest.Dequeue());
        }
    }

    /// <summary>Whether a peer is banned.</summary>
    public bool Contains(IPEndPoint peer) =>
        _ports.Contains(peer)
        || (!IPAddress.IsLoopback(peer.Address) && _addresses.GetValueOrDefault(peer.Address) >= MaxPorts);

    private void Forget(IPEndPoint peer)
    {
        _ = _ports.Remove(peer);
        if (--_addresses[peer.Address] == 0)
        {
            _ = _addresses.Remove(peer.Address);
        }
    }
}
