using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// What follows when a whole piece has been looked at: what is known of a good one, how the bad blocks of a wrong one are found, and who is
/// banned for them. Only under the swarm's lock.
/// </summary>
internal sealed class PieceSettlement(
    EngineContext context,
    TorrentMetainfo metainfo,
    PiecePicker picker,
    Downloader downloader,
    PieceDisputes disputes,
    SwarmSessions sessions,
    SwarmProgress progress)
{
    private readonly HashSet<PeerKey> _liars = [];

    /// <summary>A worker is done with a piece; false when the disk refused it.</summary>
    public bool Settle(PieceBuffer piece, in PieceOutcome outcome)
    {
        switch (outcome.Fate)
        {
            case PieceFate.Stored:
                downloader.OnStored(piece, outcome, _liars);
                progress.Had(piece.Piece);
                break;
            case PieceFate.Wrong:
                if (!disputes.TryOpen(piece, outcome, FindWitness(piece.Piece), context.Clock.Now))
                {
                    progress.Counters.AddWaste(piece.Length);
                    downloader.OnWrong(piece, outcome, _liars);
                }

                EngineLog.PieceFailed(context.Logger, piece.Piece);
                context.Tell(new EngineEvent.PieceFailed(context.Now, metainfo.InfoHashes, piece.Piece));
                break;
            default:
                downloader.OnRefused(piece);
                downloader.Stop();
                return false;
        }

        BanLiars();
        return true;
    }

    /// <summary>A peer has proved which blocks of a failed piece are bad.</summary>
    public void Decide(Dispute dispute, IReadOnlyList<int> bad)
    {
        progress.Counters.AddWaste(bad.Count * (long)PieceGeometry.BlockLength);
        downloader.OnBlocksWrong(dispute.Piece, bad, _liars);
        BanLiars();
    }

    /// <summary>Nobody says which blocks of a failed piece are bad: all of it is got again.</summary>
    public void Abandon(Dispute dispute)
    {
        progress.Counters.AddWaste(dispute.Piece.Length);
        downloader.OnWrong(dispute.Piece, dispute.Outcome, _liars);
        BanLiars();
    }

    /// <summary>Whom to ask about a failed piece: one that speaks v2, has the piece, and best of all had no part in it.</summary>
    public PeerSession? FindWitness(int piece)
    {
        var senders = picker.SendersOf(piece).ToArray();
        return sessions.All
            .Where(session => session.SpeaksV2 && !session.IsClosing && picker.HasPiece(session.Key, piece))
            .MinBy(session => senders.Contains(session.Key));
    }

    private void BanLiars()
    {
        foreach (var liar in _liars)
        {
            sessions.Ban(liar);
        }

        _liars.Clear();
    }
}
