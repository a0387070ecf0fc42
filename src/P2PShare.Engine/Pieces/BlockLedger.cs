using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>Keeps the blocks of begun pieces, the peers' queues of requests and the pieces that may be begun in step. Decides nothing.</summary>
internal sealed class BlockLedger(PieceMap map, OpenPieces open)
{
    // Pieces that did not match their hash, until they do.
    private readonly HashSet<int> _failed = [];

    /// <summary>Is told of each block that was accepted and is not kept after all, but for those of failed pieces.</summary>
    public Action<BlockAddress>? Discarded { get; set; }

    /// <summary>How many peers are being asked for blocks.</summary>
    public int AskedPeers { get; private set; }

    /// <summary>Begins a piece.</summary>
    public OpenPiece Open(int piece)
    {
        var begun = open.Open(piece);
        begun.IsExclusive = _failed.Contains(piece);
        map.UpdateCandidate(piece);
        return begun;
    }

    /// <summary>Begins a piece all of whose blocks are on our disk, right or wrong.</summary>
    public void Adopt(int piece)
    {
        var begun = Open(piece);
        for (var block = 0; block < begun.BlockCount; block++)
        {
            if (begun.StateOf(block) == BlockState.Missing)
            {
                begun.Receive(block, PeerKey.Disk);
            }
        }

        open.Update(begun);
    }

    /// <summary>A piece is no longer worked on.</summary>
    public void Finish(int piece)
    {
        _ = _failed.Remove(piece);
        if (open.TryGet(piece, out var begun))
        {
            WithdrawAllBut(null, begun);
            open.Close(begun);
        }
    }

    /// <summary>A peer is asked for missing blocks of a piece, as many as there are and as fit, lowest first. An abandoned piece becomes the peer's, and so does any other that is to come from one peer alone.</summary>
    public int Request(OpenPiece piece, SwarmPeer peer, TimeSpan now, Span<BlockAddress> destination)
    {
        if (piece.Owner is null || (piece.IsExclusive && piece.Owner != peer))
        {
            TakeOver(piece, peer);
        }

        if (piece.Owner == peer)
        {
            peer.Current = piece;
        }

        var count = Math.Min(piece.MissingCount, destination.Length);
        for (var i = 0; i < count; i++)
        {
            destination[i] = new BlockAddress(piece.Piece, piece.FirstMissing());
            piece.Request(destination[i].Block, peer.Key.Slot);
            Ask(peer, destination[i], now);
        }

        open.Update(piece);
        return count;
    }

    /// <summary>A peer is asked for a block that others are being asked for.</summary>
    public void Request(BlockAddress block, SwarmPeer peer, TimeSpan now)
    {
        if (open.TryGet(block.Piece, out var piece))
        {
            piece.Request(block.Block, peer.Key.Slot);
            Ask(peer, block, now);
        }
    }

    /// <summary>A peer sent a block.</summary>
    public BlockReceipt Receive(SwarmPeer peer, BlockAddress block, Span<PeerKey> cancel)
    {
        TimeSpan? requestedAt = EndRequest(peer, block, out var at) ? at : null;
        if (requestedAt is null && !peer.Dropped.Remove(block))
        {
            return new BlockReceipt(BlockArrival.Unrequested, null, 0);
        }

        if (!open.TryGet(block.Piece, out var piece))
        {
            // Late: the piece was done without it, or given up.
            if (!map.IsNeeded(block.Piece))
            {
                return new BlockReceipt(BlockArrival.Duplicate, null, 0);
            }

            piece = Open(block.Piece);
        }

        if (piece.StateOf(block.Block) == BlockState.Received || !MayTake(piece, peer))
        {
            return new BlockReceipt(BlockArrival.Duplicate, requestedAt, 0);
        }

        var cancels = WithdrawOthers(piece, block, peer, cancel);
        piece.Receive(block.Block, peer.Key);
        open.Update(piece);
        return new BlockReceipt(piece.IsComplete ? BlockArrival.Completed : BlockArrival.Accepted, requestedAt, cancels);
    }

    /// <summary>A peer will not send a block. False when it was not being asked for it.</summary>
    public bool Drop(SwarmPeer peer, BlockAddress block)
    {
        if (!EndRequest(peer, block, out _))
        {
            return false;
        }

        Withdraw(peer, block);
        return true;
    }

    /// <summary>A peer will send nothing of what it was asked for, and owns no piece any more.</summary>
    public void DropAll(SwarmPeer peer)
    {
        Disown(peer);
        AskedPeers -= peer.Requests.Count > 0 ? 1 : 0;
        for (var i = 0; i < peer.Requests.Count; i++)
        {
            Withdraw(peer, peer.Requests[i].Block);
        }

        peer.Requests.Clear();
    }

    /// <summary>A peer owns no piece any more, though it may still send what it was asked for.</summary>
    public void Disown(SwarmPeer peer)
    {
        peer.Current = null;
        foreach (var piece in open.All)
        {
            if (piece.Owner == peer)
            {
                piece.Owner = null;
            }
        }
    }

    /// <summary>A complete piece was wrong, but for the good blocks.</summary>
    public void Reject(int piece, Bitfield? good)
    {
        if (!open.TryGet(piece, out var begun) || !begun.IsComplete)
        {
            return;
        }

        _ = _failed.Add(piece);
        begun.Owner = null;
        begun.IsExclusive = true;
        for (var block = 0; block < begun.BlockCount; block++)
        {
            if (begun.IsGood(block) || (good?[block] ?? false))
            {
                begun.Trust(block);
                continue;
            }

            if (map.TryGetPeer(begun.Senders[block], out var sender))
            {
                sender.IsOnParole = true;
            }

            begun.Discard(block);
        }

        open.Update(begun);
        CloseIfUntouched(begun);
    }

    private void Ask(SwarmPeer peer, BlockAddress block, TimeSpan now)
    {
        AskedPeers += peer.Requests.Count == 0 ? 1 : 0;
        peer.Requests.Add(block, now);
    }

    // A request is over, however it ended. False when there was none.
    private bool EndRequest(SwarmPeer peer, BlockAddress block, out TimeSpan at)
    {
        if (!peer.Requests.Remove(block, out at))
        {
            return false;
        }

        AskedPeers -= peer.Requests.Count == 0 ? 1 : 0;
        return true;
    }

    // What others sent of a piece that is to come from one peer alone is thrown away, or its failing would prove nothing.
    private void TakeOver(OpenPiece piece, SwarmPeer peer)
    {
        piece.Owner = peer;
        if (!piece.IsExclusive)
        {
            return;
        }

        WithdrawAllBut(peer, piece);
        for (var block = 0; block < piece.BlockCount; block++)
        {
            var sender = piece.Senders[block];
            if (!sender.IsNone && sender != peer.Key)
            {
                piece.Discard(block);
                Discarded?.Invoke(new BlockAddress(piece.Piece, block));
            }
        }
    }

    // Late blocks are not mixed into a piece that is to come from one peer alone.
    private static bool MayTake(OpenPiece piece, SwarmPeer peer) =>
        !piece.IsExclusive || piece.Owner == peer || (piece.Owner is null && piece.IsFromNobodyBut(peer.Key));

    // The peer's own queue is the caller's.
    private void Withdraw(SwarmPeer peer, BlockAddress block)
    {
        peer.Dropped.Add(block);
        if (open.TryGet(block.Piece, out var piece))
        {
            piece.Withdraw(block.Block, peer.Key.Slot);
            open.Update(piece);
            CloseIfUntouched(piece);
        }
    }

    private int WithdrawOthers(OpenPiece piece, BlockAddress block, SwarmPeer peer, Span<PeerKey> others)
    {
        var count = 0;
        for (var i = 0; i < piece.RequesterCount(block.Block); i++)
        {
            var other = map.Peers[piece.RequesterSlot(block.Block, i)];
            if (other is not null && other != peer)
            {
                _ = EndRequest(other, block, out _);
                other.Dropped.Add(block);
                others[count++] = other.Key;
            }
        }

        return count;
    }

    private void WithdrawAllBut(SwarmPeer? kept, OpenPiece piece)
    {
        for (var block = 0; block < piece.BlockCount; block++)
        {
            for (var i = piece.RequesterCount(block) - 1; i >= 0; i--)
            {
                var address = new BlockAddress(piece.Piece, block);
                var peer = map.Peers[piece.RequesterSlot(block, i)]!;
                if (peer != kept)
                {
                    _ = EndRequest(peer, address, out _);
                    peer.Dropped.Add(address);
                    piece.Withdraw(block, peer.Key.Slot);
                }
            }
        }
    }

    private void CloseIfUntouched(OpenPiece piece)
    {
        if (piece.IsUntouched)
        {
            open.Close(piece);
            map.UpdateCandidate(piece.Piece);
        }
    }
}
