using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace P2PShare.Engine.Peers;

/// <summary>Hands out the keys of a torrent's sessions, lowest free slot first, and remembers the addresses of the last that left, so that a liar can be banned after it has gone.</summary>
internal sealed class PeerRoster
{
    /// <summary>How many that left are remembered.</summary>
    public const int RememberedDepartures = 1024;

    private readonly PriorityQueue<int, int> _freeSlots = new();
    private readonly Dictionary<PeerKey, IPEndPoint> _addresses = [];
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
        _addresses.Add(key, address);
        return key;
    }

    /// <summary>A session is over: its slot is free, its address still known for a while.</summary>
    public void Leave(PeerKey key)
    {
        _freeSlots.Enqueue(key.Slot, key.Slot);
        _departed.Enqueue(key);
        if (_departed.Count > RememberedDepartures)
        {
            _ = _addresses.Remove(_departed.Dequeue());
        }
    }

    /// <summary>The address of a session, or of one of the last that left.</summary>
    public bool TryGetAddress(PeerKey key, [NotNullWhen(true)] out IPEndPoint? address) => _addresses.TryGetValue(key, out address);
}
