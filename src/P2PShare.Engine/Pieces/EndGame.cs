using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Decides which blocks that others are being asked for a peer is asked for as well, when there is nothing else for it. It takes from
/// the tail of the queue of whoever would be last to deliver, and only what it would itself deliver in half that time; but a peer
/// that would be idle always gets one, so that nobody can hold up the end.
/// </summary>
internal static class EndGame
{
    // Below this, asking twice costs more than waiting.
    private const double WorthwhileSeconds = 1;

    // How many peers may be asked for one block, this one included, when it has other work and when it has none. One place more is kept
    // for a peer much faster than all these, so that a few that stall together cannot hold a block.
    private const int BusyCrowd = 2;
    private const int IdleCrowd = OpenPiece.MaxRequesters - 1;

    // How many requests of others are looked at for one block: bounded work, however many there are that this peer cannot serve.
    private const int MaxSteps = 512;

    /// <summary>The next block to ask this peer for too; false when there is none.</summary>
    /// <param name="peer">Whom to ask.</param>
    /// <param name="peers">All peers.</param>
    /// <param name="open">The pieces that have been begun.</param>
    /// <param name="now">The present.</param>
    /// <param name="isLast">Whether there is no piece left that could be begun with this peer.</param>
    /// <param name="found">The block.</param>
    public static bool TryFind(SwarmPeer peer, ReadOnlySpan<SwarmPeer?> peers, OpenPieces open, TimeSpan now, bool isLast, out BlockAddress found)
    {
        found = default;
        var isIdle = isLast && peer.Requests.Count == 0;
        if (!isIdle && peer.Rate == 0)
        {
            return false;
        }

        var latest = isIdle ? double.NegativeInfinity : (2 * SecondsFor(peer, peer.Requests.Count + 1)) + WorthwhileSeconds;
        var crowd = isIdle ? IdleCrowd : BusyCrowd;
        var steps = MaxSteps;
        var isFound = false;
        foreach (var other in peers)
        {
            if (other is null || other == peer)
            {
                continue;
            }

            for (var i = other.Requests.Count - 1; i >= 0 && steps-- > 0; i--)
            {
                var (block, at) = other.Requests[i];
                var seconds = other.Rate > 0 ? SecondsFor(other, i + 1) : WorthwhileSeconds + (now - at).TotalSeconds;
                if (seconds <= latest)
                {
                    break;
                }

                if (MayAskToo(peer, block, open, peers, crowd))
                {
                    (found, latest, isFound) = (block, seconds, true);
                    break;
                }
            }
        }

        return isFound;
    }

    private static double SecondsFor(SwarmPeer peer, int blocks) => (double)blocks * PieceGeometry.BlockLength / peer.Rate;

    // A peer that is being asked for the block already is never found: it is not idle, and with the other one the crowd is full.
    private static bool MayAskToo(SwarmPeer peer, BlockAddress block, OpenPieces open, ReadOnlySpan<SwarmPeer?> peers, int crowd) =>
        peer.Has(block.Piece)
        && open.TryGet(block.Piece, out var piece)
        && !piece.IsExclusive
        && (piece.RequesterCount(block.Block) < crowd
            || (crowd == IdleCrowd && piece.RequesterCount(block.Block) < OpenPiece.MaxRequesters && IsMuchFaster(peer, piece, block.Block, peers)));

    private static bool IsMuchFaster(SwarmPeer peer, OpenPiece piece, int block, ReadOnlySpan<SwarmPeer?> peers)
    {
        for (var i = 0; i < piece.RequesterCount(block); i++)
        {
            if (peer.Rate <= 2 * (peers[piece.RequesterSlot(block, i)]?.Rate ?? 0))
            {
                return false;
            }
        }

        return true;
    }
}
