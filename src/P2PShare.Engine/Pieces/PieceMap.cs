using System.Diagnostics.CodeAnalysis;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>Which pieces we have, want and could begin, which peer has which, and whether a peer is of interest. Knows no blocks.</summary>
internal sealed class PieceMap
{
    private readonly PaddingMap _padding;
    private readonly OpenPieces _open;
    private readonly Random _random;
    private readonly Bitfield _needed;
    private Bitfield? _wanted;
    private Bitfield? _withheld;
    private SwarmPeer?[] _peers = new SwarmPeer?[16];
    private int _slots;

    public PieceMap(PieceGeometry geometry, PaddingMap padding, OpenPieces open, Random random)
    {
        _padding = padding;
        _open = open;
        _random = random;
        Have = new Bitfield(geometry.PieceCount);
        _needed = new Bitfield(geometry.PieceCount);
        Rarity = new PieceOrder(geometry.PieceCount, random);
        Recount();
    }

    /// <summary>The pieces we have. Read only; changed by <see cref="MarkHave(int)"/> and <see cref="MarkMissing"/>.</summary>
    public Bitfield Have { get; }

    /// <summary>The pieces that may be begun, by priority and rarity.</summary>
    public PieceOrder Rarity { get; private set; }

    /// <summary>Pieces that are wanted and not had.</summary>
    public int NeededCount => _needed.Count;

    /// <summary>Peers that have everything.</summary>
    public int SeedCount { get; private set; }

    /// <summary>All peers, by slot; null where there is none.</summary>
    public ReadOnlySpan<SwarmPeer?> Peers => _peers.AsSpan(0, _slots);

    /// <summary>Whether a piece is wanted and not had.</summary>
    public bool IsNeeded(int piece) => _needed[piece];

    /// <summary>A peer that has not left.</summary>
    public bool TryGetPeer(PeerKey key, [NotNullWhen(true)] out SwarmPeer? peer)
    {
        peer = (uint)key.Slot < (uint)_slots ? _peers[key.Slot] : null;
        return peer is not null && peer.Key == key;
    }

    /// <summary>A new peer, with no pieces yet.</summary>
    public void Join(PeerKey key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Slot, ushort.MaxValue, nameof(key));
        if (key.Slot >= _peers.Length)
        {
            Array.Resize(ref _peers, Math.Max(key.Slot + 1, _peers.Length * 2));
        }

        _slots = Math.Max(_slots, key.Slot + 1);
        _peers[key.Slot] = new SwarmPeer(key);
    }

    /// <summary>A peer is gone.</summary>
    public void Leave(SwarmPeer peer)
    {
        Uncount(peer);
        _peers[peer.Key.Slot] = null;
        while (_slots > 0 && _peers[_slots - 1] is null)
        {
            _slots--;
        }
    }

    /// <summary>A peer has exactly these pieces; the set is the map's from now on.</summary>
    public void SetPieces(SwarmPeer peer, Bitfield pieces)
    {
        Uncount(peer);
        if (pieces.IsFull)
        {
            SetSeed(peer);
            return;
        }

        peer.Pieces = pieces;
        Rarity.Increment(pieces);
        peer.InterestCount = CommonBits.Count(pieces.Words, _needed.Words);
    }

    /// <summary>A peer has all pieces.</summary>
    public void SetAllPieces(SwarmPeer peer)
    {
        Uncount(peer);
        SetSeed(peer);
    }

    /// <summary>A peer has got a piece. False when that was known.</summary>
    public bool AddPiece(SwarmPeer peer, int piece)
    {
        if (peer.IsSeed)
        {
            return false;
        }

        peer.Pieces ??= new Bitfield(Have.Length);
        if (!peer.Pieces.Set(piece))
        {
            return false;
        }

        Rarity.Increment(piece);
        peer.InterestCount += IsNeeded(piece) ? 1 : 0;
        if (peer.Pieces.IsFull && !peer.HasLost)
        {
            Rarity.DecrementAll();
            SetSeed(peer);
        }

        return true;
    }

    /// <summary>A peer has a piece no longer. False when it had not.</summary>
    public bool RemovePiece(SwarmPeer peer, int piece)
    {
        if (peer.IsSeed)
        {
            SeedCount--;
            peer.IsSeed = false;
            peer.HasLost = true;
            peer.Pieces = new Bitfield(Have.Length);
            peer.Pieces.SetAll();
            peer.InterestCount = NeededCount;
            Rarity.IncrementAll();
        }

        if (peer.Pieces is null || !peer.Pieces.Clear(piece))
        {
            return false;
        }

        Rarity.Decrement(piece);
        peer.InterestCount -= IsNeeded(piece) ? 1 : 0;
        return true;
    }

    /// <summary>Whether a peer has a wanted piece that we have not.</summary>
    public bool IsInteresting(SwarmPeer peer) => peer.IsSeed ? NeededCount > 0 : peer.InterestCount > 0;

    /// <summary>How many needed pieces no peer has that is not counted as having all. Takes time that grows with their number.</summary>
    public int CountUnavailable()
    {
        var count = 0;
        for (var piece = _needed.NextSet(0); piece >= 0; piece = _needed.NextSet(piece + 1))
        {
            count += Rarity.AvailabilityOf(piece) == 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>These pieces are wanted, no others; null for all.</summary>
    public void SetWanted(Bitfield? wanted)
    {
        _wanted = wanted?.Clone();
        Recount();
    }

    /// <summary>Some pieces are to come before others: for each its level, 0 first. Before anybody joins.</summary>
    public void SetLevels(byte[] levelOf, int levelCount)
    {
        Rarity = new PieceOrder(levelOf, levelCount, _random);
        Recount();
    }

    /// <summary>These pieces are not to be begun until they are released. The set is copied.</summary>
    public void Withhold(Bitfield pieces)
    {
        _withheld = pieces.Clone();
        Recount();
    }

    /// <summary>A piece is withheld no longer.</summary>
    public void Release(int piece)
    {
        _ = _withheld?.Clear(piece);
        UpdateCandidate(piece);
    }

    /// <summary>A piece is had and verified.</summary>
    public void MarkHave(int piece)
    {
        _ = Have.Set(piece);
        UpdateNeeded(piece);
        Rarity.Remove(piece);
    }

    /// <summary>All these pieces are had and verified.</summary>
    public void MarkHave(Bitfield pieces)
    {
        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            _ = Have.Set(piece);
        }

        Recount();
    }

    /// <summary>A piece that was had is not.</summary>
    public void MarkMissing(int piece)
    {
        _ = Have.Clear(piece);
        UpdateNeeded(piece);
        UpdateCandidate(piece);
    }

    /// <summary>To be called when a piece was begun or given up.</summary>
    public void UpdateCandidate(int piece)
    {
        if (IsCandidate(piece))
        {
            Rarity.Add(piece);
        }
        else
        {
            Rarity.Remove(piece);
        }
    }

    private bool IsCandidate(int piece) => IsNeeded(piece) && !_open.TryGet(piece, out _) && !_padding.IsPadding(piece) && !(_withheld?[piece] ?? false);

    private void Recount()
    {
        for (var piece = 0; piece < Have.Length; piece++)
        {
            _ = IsWantedAndMissing(piece) ? _needed.Set(piece) : _needed.Clear(piece);
        }

        Rarity.Replace(IsCandidate);
        foreach (var peer in Peers)
        {
            if (peer?.Pieces is { } pieces)
            {
                peer.InterestCount = CommonBits.Count(pieces.Words, _needed.Words);
            }
        }
    }

    private bool IsWantedAndMissing(int piece) => !Have[piece] && (_wanted?[piece] ?? true);

    private void UpdateNeeded(int piece)
    {
        var isNeeded = IsWantedAndMissing(piece);
        if (!(isNeeded ? _needed.Set(piece) : _needed.Clear(piece)))
        {
            return;
        }

        foreach (var peer in Peers)
        {
            if (peer?.Pieces is { } pieces && pieces[piece])
            {
                peer.InterestCount += isNeeded ? 1 : -1;
            }
        }
    }

    private void SetSeed(SwarmPeer peer)
    {
        peer.Pieces = null;
        peer.IsSeed = true;
        SeedCount++;
    }

    private void Uncount(SwarmPeer peer)
    {
        if (peer.IsSeed)
        {
            SeedCount--;
            peer.IsSeed = false;
        }
        else if (peer.Pieces is not null)
        {
            Rarity.Decrement(peer.Pieces);
            peer.Pieces = null;
        }

        peer.InterestCount = 0;
    }
}
