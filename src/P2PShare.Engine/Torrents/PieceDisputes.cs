using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// Whole pieces that failed and whose bad blocks a v2 peer is asked to point out (BEP 52), so that one flipped bit costs 16 KiB and its sender
/// is known at once. Only under the swarm's lock.
/// </summary>
/// <param name="leaves">What is known of the pieces' blocks.</param>
/// <param name="settled">Called when the bad blocks of a piece are known.</param>
/// <param name="unsettled">Called when they will not be.</param>
internal sealed class PieceDisputes(LeafHashes leaves, Action<Dispute, IReadOnlyList<int>> settled, Action<Dispute> unsettled)
{
    /// <summary>How long a peer may take to answer; then the whole piece is got again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<int, Dispute> _open = [];

    /// <summary>Asks a peer for what is needed to tell the blocks of a failed piece apart; false when nothing can be asked.</summary>
    public bool TryOpen(PieceBuffer piece, in PieceOutcome outcome, PeerSession? witness, TimeSpan now)
    {
        if (witness is null || outcome.Leaves is null || leaves.WantedFor(piece.Piece) is not { Count: > 0 } wanted)
        {
            return false;
        }

        foreach (var request in wanted)
        {
            witness.Outgoing.Add(request, static (output, asked) => PeerMessageWriter.WriteHashRequest(output, asked));
        }

        _open[piece.Piece] = new Dispute(piece, outcome, witness.Key, now);
        return true;
    }

    /// <summary>A peer answered.</summary>
    public void OnHashes(PeerSession session, IncomingHashes hashes)
    {
        if (leaves.Take(hashes.Request, hashes.Nodes) == LeafAnswer.Wrong)
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        foreach (var dispute in _open.Values.ToList())
        {
            var bad = new List<int>();
            if (leaves.TryFindBad(dispute.Piece.Piece, dispute.Outcome.Leaves, bad))
            {
                Close(dispute);
                settled(dispute, bad);
            }
        }
    }

    /// <summary>Gives up on what a peer was asked: it refused or left.</summary>
    public void GiveUp(PeerKey witness) => GiveUp(dispute => dispute.Witness == witness);

    /// <summary>Gives up on what has not been answered for too long.</summary>
    public void Tick(TimeSpan now)
    {
        // Nearly always none: then nothing is to be allocated.
        if (_open.Count > 0)
        {
            GiveUpBefore(now - Patience);
        }
    }

    /// <summary>At the end: nobody is called back, and the pieces' memory is given back.</summary>
    public void Stop()
    {
        foreach (var dispute in _open.Values)
        {
            leaves.Forget(dispute.Piece.Piece);
            dispute.Piece.Dispose();
        }

        _open.Clear();
    }

    private void GiveUpBefore(TimeSpan latest) => GiveUp(dispute => dispute.Since < latest);

    private void GiveUp(Func<Dispute, bool> which)
    {
        foreach (var dispute in _open.Values.Where(which).ToList())
        {
            Close(dispute);
            unsettled(dispute);
        }
    }

    private void Close(Dispute dispute)
    {
        _open.Remove(dispute.Piece.Piece);
        leaves.Forget(dispute.Piece.Piece);
    }
}

/// <summary>A failed piece, what is known of it, whom we asked, and when.</summary>
internal sealed record Dispute(PieceBuffer Piece, PieceOutcome Outcome, PeerKey Witness, TimeSpan Since);
