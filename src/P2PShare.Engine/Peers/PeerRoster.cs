using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace P2PShare.Engine.Peers;

/// <summary>Hands out the keys of a torrent's sessions, lowest free slot first, and remembers the addresses of the last that left, so that a liar can be banned after it has gone.</summary>
internal sealed class PeerRoster
{
    /// <summary>How many that left are remembered.</summary>
    public const int RememberedDepartures = 1024;

    private readonly PriorityQueue<int, int> _freeSlots = new();
    private readonly Dictionary<PeerKey, PeerAddresses> _addresses = [];
    private readonly Queue<PeerKey> _departed = new();
    private int _slots;
    private int _serial;

    /// <summary>Sessions that have not left.</summary>
    public int Count => _slots - _freeSlots.Count;

    /// <summary>A key for a new session with this address.</summary>
    public PeerKey Join(IPEndPoint address)
    {
        var slot = _freeSlots.TryDequeue(out var free, out _) ? free : _slots++;
        var key = new PeerKey(slot, ++_serial);
        _addresses.Add(key, new PeerAddresses(address, null));
        return key;
    }

    /// <summary>A session is over: its slot is free, its addresses still known for a while.</summary>
    public void Leave(PeerKey key, IPEndPoint? listens)
    {
        _addresses[key] = _addresses[key] with { Listens = listens };
        _freeSlots.Enqueue(key.Slot, key.Slot);
        _departed.Enqueue(key);
        if (_departed.Count > RememberedDepartures)
        {
            _ = _addresses.Remove(_departed.Dequeue());
        }
    }

    /// <summary>The addresses of a session, or of one of the last that left.</summary>
    public bool TryGetAddresses(PeerKey key, [NotNullWhen(true)] out PeerAddresses? addresses) => _addresses.TryGetValue(key, out addresses);
}

/// <summary>Where a peer is, or was.</summary>
/// <param name="Remote">The other end of its connection.</param>
/// <param name="Listens">Where it listens, as known when it left; null for one that has not left, or came to us and did not say.</param>
internal sealed record PeerAddresses(IPEndPoint Remote, IPEndPoint? Listens);
