using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// The taking half of a torrent: asks peers for blocks, puts them together, and deals with what became of whole pieces.
/// Only under the swarm's lock, but for what the content's workers do in between.
/// </summary>
internal sealed class Downloader(PieceGeometry geometry, PiecePicker picker, BlockBudget budget, DownloadLimits limits, PieceIntake intake, Action<IReadOnlyList<SettledPiece>> piecesDone)
{
    /// <summary>Blocks picked at a time.</summary>
    private const int PickSize = 64;

    /// <summary>A peer is asked for more when this part of its window is free: to ask for each few blocks that came costs both as much as the blocks.</summary>
    private const int RefillShare = 2;

    /// <summary>The part of the block memory that blocks may need that are asked for: the rest is for those that are here.</summary>
    private const double AskedShare = 0.5;

    /// <summary>What a peer may send unasked before it is left: more than a cancel can cross with.</summary>
    private const long MaxUnrequestedBytes = 4 * 1024 * 1024;

    private readonly Dictionary<int, PieceBuffer> _buffers = [];
    private readonly PeerKey[] _cancels = new PeerKey[PiecePicker.MaxCancels];
    private readonly SmartBan _smartBan = new();
    private long _reserved;
    private bool _isStopped;

    /// <summary>Asks a peer for as much as should be on its way from it.</summary>
    public void Fill(PeerSession session, TimeSpan now)
    {
        var choked = session.PeerChoking;
        if (_isStopped || session.IsClosing || !session.AmInterested || (choked && !session.SupportsFast) || !session.Pipeline.MayRequest(now))
        {
            return;
        }

        Span<BlockAddress> picks = stackalloc BlockAddress[PickSize];
        Span<BlockRange> ranges = stackalloc BlockRange[PickSize];
        var outstanding = picker.OutstandingOf(session.Key);
        var window = Math.Min(Math.Min(session.Pipeline.Window, limits.MaxWindow), ShareOf(outstanding));
        if (outstanding > 0 && window - outstanding < window / RefillShare)
        {
            return;
        }

        while (window - outstanding is var room and > 0)
        {
            var wanted = Math.Min(room, PickSize);
            var count = picker.Pick(session.Key, new PickLimits(now, budget.Free, choked), picks[..wanted]);
            if (count == 0)
            {
                break;
            }

            for (var index = 0; index < count; index++)
            {
                ranges[index] = RangeOf(picks[index]);
            }

            session.Pipeline.Requested(outstanding, now);
            session.Outgoing.AddRequests(ranges[..count]);
            outstanding += count;
            ReserveOpen();
            if (count < wanted)
            {
                break;
            }
        }

        session.Outstanding = outstanding;
    }

    /// <summary>A block came. Takes over its lease. Returns the other sessions that are to be told to cancel it.</summary>
    public ReadOnlySpan<PeerKey> OnBlock(PeerSession session, in IncomingMessage message, TimeSpan now, out BlockArrival arrival)
    {
        arrival = BlockArrival.Unrequested;
        if (message.Block is not { } lease || !TryGetBlock(message, out var block))
        {
            message.Block?.Dispose();
            CountUnrequested(session, message.Length);
            return [];
        }

        var receipt = picker.Received(session.Key, block, _cancels);
        arrival = receipt.Arrival;
        if (arrival is BlockArrival.Unrequested or BlockArrival.Duplicate)
        {
            lease.Dispose();
            if (arrival == BlockArrival.Unrequested)
            {
                CountUnrequested(session, message.Length);
            }
        }
        else
        {
            ReserveOpen();
            var buffer = BufferOf(block.Piece);
            buffer.Put(block.Block, lease);
            if (buffer.Held >= intake.MostHeldBlocks)
            {
                intake.WriteHeld(buffer, piecesDone);
            }
        }

        if (arrival != BlockArrival.Unrequested)
        {
            session.Pipeline.Arrived((int)message.Length, receipt.RequestedAt, now);
            session.Outstanding = picker.OutstandingOf(session.Key);
        }

        if (arrival == BlockArrival.Completed)
        {
            _buffers.Remove(block.Piece, out var whole);
            whole!.IsWatched = _smartBan.IsWatching(block.Piece);
            intake.Take(whole, isLast: picker.AskedPeers == 0, piecesDone);
        }

        return _cancels.AsSpan(0, receipt.CancelCount);
    }

    /// <summary>The peer refuses a request. BEP 6.</summary>
    public void OnReject(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        if (!TryGetBlock(message, out var block) || !picker.Dropped(session.Key, block))
        {
            return;
        }

        session.Outstanding = picker.OutstandingOf(session.Key);
        if (session.PeerChoking)
        {
            // It has had enough of what it allowed us: it would be asked for the same at once, and refuse, without end.
            picker.PeerRefusesFast(session.Key, block.Piece);
        }
        else
        {
            session.Pipeline.Refused(now);
        }
    }

    /// <summary>The peer chokes us. With BEP 6 it still answers each request; without, it has forgotten them all.</summary>
    public void OnChoked(PeerSession session)
    {
        if (session.SupportsFast)
        {
            picker.PeerChoked(session.Key);
        }
        else
        {
            DropAll(session);
        }
    }

    /// <summary>The peer will send nothing of what it was asked for.</summary>
    private void DropAll(PeerSession session)
    {
        picker.DroppedAll(session.Key);
        session.Outstanding = 0;
        ReserveOpen();
    }

    /// <summary>Gives the blocks that a peer has owed for too long to others.</summary>
    public void Tick(PeerSession session, TimeSpan now)
    {
        picker.PeerRate(session.Key, session.Pipeline.Rate(now));
        if (session.Pipeline.Tick(session.Outstanding, now))
        {
            DropAll(session);
        }

        while (picker.TryGetOldest(session.Key, out var block, out var requestedAt) && now - requestedAt > session.Pipeline.RequestTimeout)
        {
            picker.Dropped(session.Key, block);
        }

        session.Outstanding = picker.OutstandingOf(session.Key);
    }

    /// <summary>A whole piece is checked and written.</summary>
    /// <param name="piece">The piece, whose memory is given back.</param>
    /// <param name="outcome">What the worker found.</param>
    /// <param name="liars">Is added to: who is known by that to have sent bad data.</param>
    public void OnStored(PieceBuffer piece, in PieceOutcome outcome, HashSet<PeerKey> liars)
    {
        if (piece.IsWatched)
        {
            _smartBan.PiecePassed(piece.Piece, outcome.Digests ?? [], liars);
        }

        picker.PieceVerified(piece.Piece);
        piece.Dispose();
        ReserveOpen();
    }

    /// <summary>A whole piece does not match its hash.</summary>
    /// <param name="piece">The piece, whose memory is given back but for its good blocks.</param>
    /// <param name="outcome">What the worker found.</param>
    /// <param name="liars">Is added to: who is known by that to have sent bad data.</param>
    public void OnWrong(PieceBuffer piece, in PieceOutcome outcome, HashSet<PeerKey> liars)
    {
        _smartBan.PieceFailed(piece.Piece, picker.SendersOf(piece.Piece), outcome.Digests ?? [], liars);
        picker.PieceFailed(piece.Piece, good: null);
        piece.Dispose();
        ReserveOpen();
    }

    /// <summary>A whole piece does not match its hash, and these blocks of it are why; the others are kept.</summary>
    /// <param name="piece">The piece, which goes on with its good blocks.</param>
    /// <param name="bad">The blocks that are wrong.</param>
    /// <param name="liars">Is added to: who sent them.</param>
    public void OnBlocksWrong(PieceBuffer piece, IReadOnlyList<int> bad, HashSet<PeerKey> liars)
    {
        var senders = picker.SendersOf(piece.Piece);
        var good = new Bitfield(geometry.BlockCountOf(piece.Piece));
        good.SetAll();
        foreach (var block in bad)
        {
            good.Clear(block);
            piece.Drop(block);
            if (block < senders.Length && !senders[block].IsNone)
            {
                liars.Add(senders[block]);
            }
        }

        picker.PieceFailed(piece.Piece, good);
        if (good.IsEmpty)
        {
            piece.Dispose();
        }
        else
        {
            _buffers[piece.Piece] = piece;
        }

        ReserveOpen();
    }

    /// <summary>A whole piece could not be written, or is of no use any more.</summary>
    public void OnRefused(PieceBuffer piece)
    {
        picker.PieceFailed(piece.Piece, good: null);
        piece.Dispose();
        ReserveOpen();
    }

    /// <summary>A block that came is to be got again from another: its memory is given back.</summary>
    public void Discard(BlockAddress block)
    {
        if (_buffers.TryGetValue(block.Piece, out var buffer))
        {
            buffer.Drop(block.Block);
        }
    }

    /// <summary>Asks for nothing more and gives back all memory.</summary>
    public void Stop()
    {
        _isStopped = true;
        foreach (var buffer in _buffers.Values)
        {
            buffer.Dispose();
        }

        _buffers.Clear();
        budget.Release(_reserved);
        _reserved = 0;
    }

    // All peers together are asked for no more than there is memory for: one with a long queue would hold pieces that others could send sooner,
    // and these would then ask for the same.
    private int ShareOf(int outstanding)
    {
        var peers = picker.AskedPeers + (outstanding == 0 ? 1 : 0);
        return (int)Math.Clamp((budget.Free + _reserved) * AskedShare / PieceGeometry.BlockLength / peers, RequestPipeline.MinWindow, int.MaxValue);
    }

    private static void CountUnrequested(PeerSession session, uint length)
    {
        session.UnrequestedBytes += length;
        if (session.UnrequestedBytes > MaxUnrequestedBytes)
        {
            session.Close(CloseReason.ProtocolBroken);
        }
    }

    private bool TryGetBlock(in IncomingMessage message, out BlockAddress block)
    {
        block = new BlockAddress((int)message.Piece, (int)(message.Begin / PieceGeometry.BlockLength));
        return message.Piece < (uint)geometry.PieceCount
            && message.Begin % PieceGeometry.BlockLength == 0
            && block.Block < geometry.BlockCountOf(block.Piece)
            && message.Length == (uint)geometry.BlockLengthOf(block.Piece, block.Block);
    }

    private BlockRange RangeOf(BlockAddress block) =>
        new(block.Piece, block.Block * PieceGeometry.BlockLength, geometry.BlockLengthOf(block.Piece, block.Block));

    private PieceBuffer BufferOf(int piece)
    {
        if (!_buffers.TryGetValue(piece, out var buffer))
        {
            buffer = new PieceBuffer(piece, geometry.LengthOf(piece), geometry.BlockCountOf(piece));
            _buffers.Add(piece, buffer);
        }

        return buffer;
    }

    /// <summary>Brings the budget up to date with what the picker has begun or given up.</summary>
    private void ReserveOpen()
    {
        var open = _isStopped ? 0 : picker.OpenCost;
        if (open != _reserved)
        {
            budget.Reserve(open - _reserved);
            _reserved = open;
        }
    }
}
