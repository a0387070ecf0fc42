using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Decides which begun piece a peer goes on with. A peer first fills its own pieces, then those that nobody fills, then, when it is
/// slow, those of other slow peers; a peer that fills a piece within <see cref="WholePieceTime"/> gets pieces of its own, so that fast
/// peers do not wait for slow ones. Only when there is nothing else does it take part in any other.
/// A piece that failed, or whose peer took part in a failure, comes from one peer alone.
/// </summary>
internal static class OpenPieceChooser
{
    /// <summary>A peer that is fast enough to get a piece in this time does not share it, if it need not. As libtorrent's whole-piece threshold.</summary>
    public static readonly TimeSpan WholePieceTime = TimeSpan.FromSeconds(20);

    // A piece is taken from its only peer when another gets all of it in this part of the time that the rest would take.
    private const double TakeOverShare = 0.5;

    private enum Rank
    {
        Own,
        Abandoned,
        SharedBySlow,
        Others,
        Never,
    }

    /// <summary>A begun piece with missing blocks that the peer should go on with before it begins another; null when there is none.</summary>
    public static OpenPiece? BeforeNew(SwarmPeer peer, bool choked, OpenPieces open, int pieceLength) =>
        Best(peer, choked, open, pieceLength, Rank.SharedBySlow);

    /// <summary>Any begun piece with missing blocks that the peer can help with, as it can begin no other; null when there is none.</summary>
    public static OpenPiece? InsteadOfNew(SwarmPeer peer, bool choked, OpenPieces open, int pieceLength) =>
        Best(peer, choked, open, pieceLength, Rank.Others);

    /// <summary>A piece that is to come from one peer alone, from which this peer would get it much sooner; null when there is none. A trickle must not hold a piece for ever.</summary>
    public static OpenPiece? ToTakeOver(SwarmPeer peer, OpenPieces open)
    {
        foreach (var piece in open.All)
        {
            if (piece is { IsExclusive: true, IsComplete: false, Owner: { } owner } && owner != peer && peer.Has(piece.Piece)
                && SecondsFor(peer, piece.BlockCount) < TakeOverShare * SecondsFor(owner, piece.BlockCount - piece.ReceivedCount))
            {
                return piece;
            }
        }

        return null;
    }

    /// <summary>Whether a peer is fast enough for pieces of its own.</summary>
    public static bool IsFast(SwarmPeer peer, int pieceLength) => peer.Rate * WholePieceTime.TotalSeconds >= pieceLength;

    private static OpenPiece? Best(SwarmPeer peer, bool choked, OpenPieces open, int pieceLength, Rank worst)
    {
        if (peer.Current is { MissingCount: > 0 } current && current.Owner == peer && peer.MayGive(current.Piece, choked))
        {
            return current;
        }

        OpenPiece? best = null;
        var bestRank = worst + 1;
        foreach (var piece in open.WithMissing)
        {
            if (!peer.MayGive(piece.Piece, choked))
            {
                continue;
            }

            var rank = RankOf(piece, peer, pieceLength);
            if (rank < bestRank || (rank == bestRank && piece.MissingCount < best?.MissingCount))
            {
                best = piece;
                bestRank = rank;
            }
        }

        return best;
    }

    private static Rank RankOf(OpenPiece piece, SwarmPeer peer, int pieceLength)
    {
        var owner = piece.Owner;
        if (owner == peer)
        {
            return Rank.Own;
        }

        if (piece.IsExclusive)
        {
            return owner is null ? Rank.Abandoned : Rank.Never;
        }

        // One on parole gets pieces of its own, as long as there are any.
        if (peer.IsOnParole)
        {
            return Rank.Others;
        }

        if (owner is null)
        {
            return Rank.Abandoned;
        }

        return IsFast(peer, pieceLength) || IsFast(owner, pieceLength) ? Rank.Others : Rank.SharedBySlow;
    }

    private static double SecondsFor(SwarmPeer peer, int blocks) => (double)blocks * PieceGeometry.BlockLength / peer.Rate;
}
