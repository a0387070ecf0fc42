using System.Buffers.Binary;

namespace P2PShare.Tracker.Peers;

/// <summary>
/// The peers of one torrent in one address family: seeds first, then leechers, in one array. Found by end point in constant time, drawn at
/// random in time with the number drawn. Knows neither clock nor limits, and is not thread-safe.
/// </summary>
internal sealed class PeerList<TAddress>
    where TAddress : unmanaged, IPeerAddress<TAddress>
{
    /// <summary>Up to here looking at all is as fast as an index, and most torrents have fewer.</summary>
    private const int ScanLimit = 16;

    private Peer<TAddress>[] _peers = new Peer<TAddress>[1];

    // Open addressing: position + 1 in the array, 0 is free. At most half full. Empty while the array is scanned.
    private int[] _slots = [];

    public int Count { get; private set; }

    public int Seeds { get; private set; }

    public ref Peer<TAddress> this[int position] => ref _peers[position];

    public bool IsSeed(int position) => position < Seeds;

    /// <summary>Where a peer is, -1 when it is not here; and how many others its host has here, and which of them was silent longest.</summary>
    public int Find(in Peer<TAddress> peer, out int ofHost, out int longestSilent)
    {
        ofHost = 0;
        longestSilent = -1;
        var host = peer.Address.Host;
        for (var walk = new Walk(this, peer.Hash); walk.MoveNext();)
        {
            ref var other = ref _peers[walk.Position];
            if (other.IsAt(peer.Address, peer.Port))
            {
                return walk.Position;
            }

            if (other.Address.Host == host)
            {
                ofHost++;
                longestSilent = longestSilent < 0 || other.Seen < _peers[longestSilent].Seen ? walk.Position : longestSilent;
            }
        }

        return -1;
    }

    /// <summary>Adds a peer that is not here; where it is now.</summary>
    public int Add(in Peer<TAddress> peer, bool isSeed)
    {
        if (Count == _peers.Length)
        {
            Resize(Count < 4 ? Count + 1 : Count + (Count / 2));
        }

        _peers[Count++] = peer;
        if (Count > ScanLimit && _slots.Length < 2 * Count)
        {
            Reindex();
        }
        else
        {
            Index(Count - 1);
        }

        return SetSeed(Count - 1, isSeed);
    }

    /// <summary>Makes a peer a seed or a leecher; where it is now.</summary>
    public int SetSeed(int position, bool isSeed)
    {
        if (IsSeed(position) == isSeed)
        {
            return position;
        }

        var border = isSeed ? Seeds : Seeds - 1;
        Swap(position, border);
        Seeds += isSeed ? 1 : -1;
        return border;
    }

    public void RemoveAt(int position)
    {
        var last = SetSeed(position, isSeed: false);
        Swap(last, Count - 1);
        RemoveSlot(Count - 1);
        Count--;
    }

    /// <summary>Removes the peers that were last seen before a time, and gives back memory that is no longer needed.</summary>
    public void RemoveSeenBefore(uint time)
    {
        for (var position = Count - 1; position >= 0; position--)
        {
            if (_peers[position].Seen < time)
            {
                RemoveAt(position);
            }
        }

        if (_peers.Length > 4 && Count < _peers.Length / 4)
        {
            Resize(Math.Max(1, Count));
            Reindex();
        }
    }

    /// <summary>
    /// Draws peers, each with the same chance and none twice: the row of peers is cut into as many equal parts as are wanted, at a random place,
    /// and one is drawn from each.
    /// </summary>
    /// <param name="random">Chance.</param>
    /// <param name="leechersOnly">Draws no seeds.</param>
    /// <param name="except">The position that is not drawn; -1 for none.</param>
    /// <param name="compact">Gets them in compact form: whole entries, as many as fit.</param>
    /// <param name="peerIds">Gets their peer ids, as many as fit.</param>
    /// <returns>How many there are now.</returns>
    public int Draw(Random random, bool leechersOnly, int except, Span<byte> compact, Span<byte> peerIds)
    {
        var first = leechersOnly ? Seeds : 0;
        var available = CountDrawable(leechersOnly, except);
        var wanted = Math.Min(compact.Length / TAddress.CompactSize, available);
        var turn = available == 0 ? 0 : random.Next(available);
        for (var i = 0; i < wanted; i++)
        {
            var part = (int)((long)i * available / wanted);
            var end = (int)((long)(i + 1) * available / wanted);
            var position = first + ((random.Next(part, end) + turn) % available);
            Write(position + (except >= first && position >= except ? 1 : 0), compact[(i * TAddress.CompactSize)..], peerIds);
            peerIds = peerIds.IsEmpty ? peerIds : peerIds[Protocol.PeerWire.PeerId.Size..];
        }

        return wanted;
    }

    /// <summary>How many can be drawn.</summary>
    public int CountDrawable(bool leechersOnly, int except)
    {
        var first = leechersOnly ? Seeds : 0;
        return Count - first - (except >= first ? 1 : 0);
    }

    private void Write(int position, Span<byte> compact, Span<byte> peerId)
    {
        ref var peer = ref _peers[position];
        peer.Address.Write(compact);
        BinaryPrimitives.WriteUInt16BigEndian(compact[(TAddress.CompactSize - sizeof(ushort))..], peer.Port);
        if (!peerId.IsEmpty)
        {
            peer.Id.CopyTo(peerId);
        }
    }

    private void Swap(int one, int other)
    {
        if (one == other)
        {
            return;
        }

        if (_slots.Length > 0)
        {
            var slot = FindSlot(one);
            _slots[FindSlot(other)] = one + 1;
            _slots[slot] = other + 1;
        }

        (_peers[one], _peers[other]) = (_peers[other], _peers[one]);
    }

    private void Resize(int capacity) => Array.Resize(ref _peers, capacity);

    private void Reindex()
    {
        _slots = Count <= ScanLimit ? [] : new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(4 * Count))];
        for (var position = 0; position < Count; position++)
        {
            Index(position);
        }
    }

    private void Index(int position)
    {
        if (_slots.Length == 0)
        {
            return;
        }

        var slot = HomeOf(_peers[position].Hash);
        while (_slots[slot] != 0)
        {
            slot = After(slot);
        }

        _slots[slot] = position + 1;
    }

    private int FindSlot(int position)
    {
        var slot = HomeOf(_peers[position].Hash);
        while (_slots[slot] != position + 1)
        {
            slot = After(slot);
        }

        return slot;
    }

    // Those behind a slot that becomes free move up, unless they would move before their home.
    private void RemoveSlot(int position)
    {
        if (_slots.Length == 0)
        {
            return;
        }

        var free = FindSlot(position);
        for (var slot = After(free); _slots[slot] != 0; slot = After(slot))
        {
            var home = HomeOf(_peers[_slots[slot] - 1].Hash);
            if (((slot - home) & (_slots.Length - 1)) >= ((slot - free) & (_slots.Length - 1)))
            {
                _slots[free] = _slots[slot];
                free = slot;
            }
        }

        _slots[free] = 0;
    }

    private int HomeOf(int hash) => hash & (_slots.Length - 1);

    private int After(int slot) => (slot + 1) & (_slots.Length - 1);

    /// <summary>Goes over the positions at which a peer with a hash may be: all while there is no index, else those in its run of slots.</summary>
    private ref struct Walk
    {
        private readonly PeerList<TAddress> _list;
        private int _next;

        public Walk(PeerList<TAddress> list, int hash)
        {
            _list = list;
            _next = list._slots.Length == 0 ? 0 : list.HomeOf(hash);
        }

        public int Position { get; private set; }

        public bool MoveNext()
        {
            if (_list._slots.Length == 0)
            {
                Position = _next;
                return _next++ < _list.Count;
            }

            Position = _list._slots[_next] - 1;
            _next = _list.After(_next);
            return Position >= 0;
        }
    }
}
