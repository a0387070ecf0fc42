using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Decides which block is asked of which peer, and keeps what the torrent knows of pieces: had, wanted, begun, and who has which.
/// Pure and single-threaded; calls for a peer that is not there (it left a moment ago) do nothing. Names no address and sends nothing.
/// </summary>
/// <remarks>
/// Each block of a begun piece is missing, asked for, or received. Pieces are begun rarest first, at random among equals, the first
/// <see cref="RandomFirst"/> altogether at random; see <see cref="OpenPieceChooser"/> for who fills which, and <see cref="EndGame"/>
/// for the end. Pieces that are padding and nothing else are never picked: verify <see cref="PaddingMap.PaddingPieces"/> at the start and
/// <see cref="MarkHave(int)">mark</see> them. Nothing is allocated once the arrays have grown. Benchmark: PiecePickerBenchmarks.
/// </remarks>
internal sealed class PiecePicker
{
    /// <summary>How many pieces are picked at random, so that there is soon something to trade. As libtorrent.</summary>
    public const int RandomFirst = 4;

    /// <summary>How many other peers a block may be asked of: room that <see cref="Received"/> needs.</summary>
    public const int MaxCancels = OpenPiece.MaxRequesters - 1;

    private readonly PieceGeometry _geometry;
    private readonly OpenPieces _open;
    private readonly PieceMap _map;
    private readonly BlockLedger _ledger;
    private readonly Random _random;

    /// <summary>A picker that has nothing and wants everything.</summary>
    public PiecePicker(PieceGeometry geometry, PaddingMap padding, Random random)
    {
        _geometry = geometry;
        _random = random;
        _open = new OpenPieces(geometry, padding);
        _map = new PieceMap(geometry, padding, _open, random);
        _ledger = new BlockLedger(_map, _open);
    }

    /// <summary>Pieces in their order and not rarest first.</summary>
    public bool Sequential { get; set; }

    /// <summary>Is told of each block that was accepted and is not kept after all, so that its memory can be given back: when a piece that is to come from one peer alone is taken over by another. Not of the blocks of failed pieces.</summary>
    public Action<BlockAddress>? BlockDiscarded
    {
        get => _ledger.Discarded;
        set => _ledger.Discarded = value;
    }

    /// <summary>The pieces we have. The picker's: not to be changed.</summary>
    public Bitfield Have => _map.Have;

    /// <summary>Pieces that are wanted and not had.</summary>
    public int WantedRemaining => _map.NeededCount;

    /// <summary>Whether everything wanted is had.</summary>
    public bool IsComplete => WantedRemaining == 0;

    /// <summary>Peers that have everything.</summary>
    public int SeedCount => _map.SeedCount;

    /// <summary>Pieces that have been begun and are not verified.</summary>
    public int OpenCount => _open.Count;

    /// <summary>Memory that the pieces take that have been begun and are not verified, in bytes.</summary>
    public long OpenCost => _open.Cost;

    /// <summary>Most memory that one begun piece takes, in bytes; more than its length for pieces that are held whole. To be set before anything is begun.</summary>
    public long MaxPieceCost
    {
        get => _open.MaxCost;
        init => _open.MaxCost = value;
    }

    /// <summary>How many peers have a piece.</summary>
    public int AvailabilityOf(int piece) => _map.Rarity.AvailabilityOf(piece) + SeedCount;

    /// <summary>How many pieces are wanted and not had, and no peer has them. Takes time that grows with the number of pieces, unless a peer has all.</summary>
    public int CountUnavailable() => SeedCount > 0 ? 0 : _map.CountUnavailable();

    /// <summary>These pieces are wanted, no others; null for all. The set is copied. Takes time that grows with the number of pieces.</summary>
    public void SetWanted(Bitfield? wanted) => _map.SetWanted(wanted);

    /// <summary>Pieces of a lower level are begun before those of a higher one, whatever their rarity: for each piece its level, 0 first. For the start, before anybody joins; the array is the picker's from now on.</summary>
    public void SetLevels(byte[] levelOf, int levelCount) => _map.SetLevels(levelOf, levelCount);

    /// <summary>These pieces are not begun until they are <see cref="Adopt">adopted</see> or <see cref="Release">released</see>. The set is copied.</summary>
    public void Withhold(Bitfield pieces) => _map.Withhold(pieces);

    /// <summary>A piece that was withheld may be begun as any other.</summary>
    public void Release(int piece) => _map.Release(piece);

    /// <summary>A piece that was withheld counts as complete, from our own disk; <see cref="PieceFailed"/> is to say what of it is of use.</summary>
    public void Adopt(int piece)
    {
        _map.Release(piece);
        _ledger.Adopt(piece);
    }

    /// <summary>All these pieces are there and verified. For the start.</summary>
    public void MarkHave(Bitfield pieces) => _map.MarkHave(pieces);

    /// <summary>A piece is there and verified, wherever it came from. Blocks of it that are still asked for will be duplicates.</summary>
    public void MarkHave(int piece)
    {
        _ledger.Finish(piece);
        _map.MarkHave(piece);
    }

    /// <summary>A piece that was had turned out to be wrong or gone.</summary>
    public void MarkMissing(int piece) => _map.MarkMissing(piece);

    /// <summary>A new session; its peer has no pieces until told otherwise.</summary>
    public void PeerJoined(PeerKey peer) => _map.Join(peer);

    /// <summary>A session is over: what it was being asked for is missing again.</summary>
    public void PeerLeft(PeerKey peer)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            _ledger.DropAll(known);
            _map.Leave(known);
        }
    }

    /// <summary>A peer has exactly these pieces. The set must have the torrent's length, and is the picker's from now on. BEP 3, <c>bitfield</c>.</summary>
    public void PeerHas(PeerKey peer, Bitfield pieces)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pieces.Length, Have.Length);
        if (_map.TryGetPeer(peer, out var known))
        {
            _map.SetPieces(known, pieces);
        }
    }

    /// <summary>A peer has all pieces. BEP 6, <c>have all</c>. At most once a session: its loss of a piece takes time that grows with the number of pieces.</summary>
    public void PeerHasAll(PeerKey peer)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            _map.SetAllPieces(known);
        }
    }

    /// <summary>A peer has got a piece, of an index that exists. Takes constant time. False when that was known. BEP 3, <c>have</c>.</summary>
    public bool PeerHas(PeerKey peer, int piece) => _map.TryGetPeer(peer, out var known) && _map.AddPiece(known, piece);

    /// <summary>A peer has a piece no longer; what it was being asked for of it stays asked. BEP 54.</summary>
    public void PeerLost(PeerKey peer, int piece)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            _ = _map.RemovePiece(known, piece);
        }
    }

    /// <summary>A peer would have us take a piece. BEP 6.</summary>
    public void PeerSuggests(PeerKey peer, int piece)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            known.Suggest(piece);
        }
    }

    /// <summary>A peer gives a piece even while it chokes us. Says nothing about its having it. BEP 6.</summary>
    public void PeerAllowsFast(PeerKey peer, int piece)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            known.AllowFast(piece);
        }
    }

    /// <summary>A peer that chokes us gives a piece no longer, whatever it says later. BEP 6.</summary>
    public void PeerRefusesFast(PeerKey peer, int piece)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            known.RefuseFast(piece);
        }
    }

    /// <summary>How many bytes a second a peer sends us, as measured of late. To be told at each tick.</summary>
    public void PeerRate(PeerKey peer, long bytesPerSecond)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            known.Rate = bytesPerSecond;
        }
    }

    /// <summary>Whether a peer has a piece.</summary>
    public bool HasPiece(PeerKey peer, int piece) => _map.TryGetPeer(peer, out var known) && known.Has(piece);

    /// <summary>Whether a peer has everything.</summary>
    public bool IsSeed(PeerKey peer) => _map.TryGetPeer(peer, out var known) && (known.IsSeed || (known.Pieces?.IsFull ?? false));

    /// <summary>How many pieces a peer has.</summary>
    public int PieceCountOf(PeerKey peer) => _map.TryGetPeer(peer, out var known) ? (known.IsSeed ? Have.Length : known.Pieces?.Count ?? 0) : 0;

    /// <summary>Whether a peer has a wanted piece that we have not. Constant time.</summary>
    public bool IsInteresting(PeerKey peer) => _map.TryGetPeer(peer, out var known) && _map.IsInteresting(known);

    /// <summary>How many peers are being asked for blocks.</summary>
    public int AskedPeers => _ledger.AskedPeers;

    /// <summary>How many blocks a peer is being asked for.</summary>
    public int OutstandingOf(PeerKey peer) => _map.TryGetPeer(peer, out var known) ? known.Requests.Count : 0;

    /// <summary>What a peer has been asked for longest; false when it is being asked for nothing.</summary>
    public bool TryGetOldest(PeerKey peer, out BlockAddress block, out TimeSpan requestedAt)
    {
        (block, requestedAt) = (default, default);
        if (!_map.TryGetPeer(peer, out var known) || known.Requests.Count == 0)
        {
            return false;
        }

        (block, requestedAt) = known.Requests[0];
        return true;
    }

    /// <summary>Decides which blocks to ask of a peer now and counts them as asked. Returns how many of <paramref name="destination"/> it filled.</summary>
    public int Pick(PeerKey peer, in PickLimits limits, Span<BlockAddress> destination)
    {
        if (destination.IsEmpty || !_map.TryGetPeer(peer, out var known) || !_map.IsInteresting(known))
        {
            return 0;
        }

        var picked = 0;
        var budget = limits.OpenBudget;
        var isLast = false;
        while (picked < destination.Length)
        {
            var open = OpenPieceChooser.BeforeNew(known, limits.Choked, _open, _geometry.PieceLength)
                ?? OpenNew(known, limits.Choked, ref budget, out isLast)
                ?? OpenPieceChooser.InsteadOfNew(known, limits.Choked, _open, _geometry.PieceLength)
                ?? (limits.Choked ? null : OpenPieceChooser.ToTakeOver(known, _open));
            if (open is null)
            {
                break;
            }

            picked += _ledger.Request(open, known, limits.Now, destination[picked..]);
        }

        while (picked < destination.Length && !limits.Choked
            && EndGame.TryFind(known, _map.Peers, _open, limits.Now, isLast, out var block))
        {
            _ledger.Request(block, known, limits.Now);
            destination[picked++] = block;
        }

        return picked;
    }

    /// <summary>A peer sent a block of an address that exists. When it is accepted, the other peers that were asked for it, at most <see cref="MaxCancels"/>, are written to <paramref name="cancel"/> and no longer count as asked.</summary>
    public BlockReceipt Received(PeerKey peer, BlockAddress block, Span<PeerKey> cancel) =>
        _map.TryGetPeer(peer, out var known) ? _ledger.Receive(known, block, cancel) : new BlockReceipt(BlockArrival.Unrequested, null, 0);

    /// <summary>A peer will not send a block (rejected, timed out, cancelled): it is missing again unless others are asked too. False when it was not being asked for it.</summary>
    public bool Dropped(PeerKey peer, BlockAddress block) => _map.TryGetPeer(peer, out var known) && _ledger.Drop(known, block);

    /// <summary>A peer will send nothing of what it was asked for (it choked us without the fast extension, or is snubbed); its pieces are anybody's.</summary>
    public void DroppedAll(PeerKey peer)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            _ledger.DropAll(known);
        }
    }

    /// <summary>A peer chokes us but answers each request (BEP 6): its pieces are anybody's. Where it does not, call <see cref="DroppedAll"/> instead.</summary>
    public void PeerChoked(PeerKey peer)
    {
        if (_map.TryGetPeer(peer, out var known))
        {
            _ledger.Disown(known);
        }
    }

    /// <summary>Who sent each block of a begun piece, nobody for padding and for blocks that were known to be good when it failed; empty when the piece is not open. Valid until the next call.</summary>
    public ReadOnlySpan<PeerKey> SendersOf(int piece) => _open.TryGet(piece, out var open) ? open.Senders : [];

    /// <summary>A completed piece matched its hash. Whoever sent it alone is off parole.</summary>
    public void PieceVerified(int piece)
    {
        if (_open.TryGet(piece, out var open) && _map.TryGetPeer(SoleSender.Of(open.Senders), out var sender))
        {
            sender.IsOnParole = false;
        }

        MarkHave(piece);
    }

    /// <summary>A completed piece did not match. Its blocks are missing again, but those set in <paramref name="good"/> (one bit a block; null for none). Who sent the others is on parole, and the piece comes from one peer alone.</summary>
    public void PieceFailed(int piece, Bitfield? good) => _ledger.Reject(piece, good);

    // Null when there is nothing to begin with this peer (isLast), or no room for it.
    private OpenPiece? OpenNew(SwarmPeer peer, bool choked, ref long budget, out bool isLast)
    {
        var piece = choked ? AnyAllowedFast(peer) : Choose(peer);
        isLast = piece < 0;
        if (isLast || (_open.CostOf(piece) > budget && _open.Count > 0))
        {
            return null;
        }

        budget -= _open.CostOf(piece);
        var open = _ledger.Open(piece);
        open.IsExclusive |= peer.IsOnParole;
        return open;
    }

    // Friends behind one address are allowed the same pieces in the same order: if they began alike they would have nothing to trade.
    private int AnyAllowedFast(SwarmPeer peer)
    {
        var picked = -1;
        var count = 0;
        foreach (var piece in peer.AllowedFast)
        {
            if (_map.Rarity.Contains(piece) && peer.Has(piece) && _random.Next(++count) == 0)
            {
                picked = piece;
            }
        }

        return picked;
    }

    private int Choose(SwarmPeer peer)
    {
        var suggested = FirstCandidate(peer, peer.Suggested);
        if (suggested >= 0)
        {
            return suggested;
        }

        if (Sequential)
        {
            return _map.Rarity.First(peer.Pieces);
        }

        return Have.Count < RandomFirst ? _map.Rarity.AtRandom(peer.Pieces) : _map.Rarity.Rarest(peer.Pieces);
    }

    private int FirstCandidate(SwarmPeer peer, List<int> pieces)
    {
        foreach (var piece in pieces)
        {
            if (_map.Rarity.Contains(piece) && peer.Has(piece))
            {
                return piece;
            }
        }

        return -1;
    }
}
