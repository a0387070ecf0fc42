using System.Runtime.InteropServices;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>The giving half of a torrent: whom to serve, and which requests to take. Only under the swarm's lock. Reads nothing: the send loops do.</summary>
internal sealed class Uploader(PieceGeometry geometry, PiecePicker picker, Choker choker, Dictionary<PeerKey, PeerSession>.ValueCollection sessions)
{
    /// <summary>Longest range that is served. Most clients ask for 16 KiB; some older ones for more.</summary>
    private const int MaxRequestLength = 128 * 1024;

    private readonly List<ChokeCandidate> _candidates = [];
    private readonly HashSet<PeerKey> _unchoked = [];
    private readonly List<BlockRange> _removed = [];

    /// <summary>The peer asks for something.</summary>
    public void OnRequest(PeerSession session, uint piece, uint begin, uint length)
    {
        if (!geometry.Contains(piece, begin, length, MaxRequestLength))
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        var range = new BlockRange((int)piece, (int)begin, (int)length);
        var served = picker.Have[range.Piece]
            && (!session.AmChoking || (session.GrantedFast?.TryServe(range.Piece, range.Length, picker.PieceCountOf(session.Key)) ?? false))
            && session.Outgoing.TryAddBlock(range);
        if (!served && session.SupportsFast)
        {
            session.Outgoing.Add(range, PeerMessageWriter.WriteReject);
        }
    }

    /// <summary>The peer wants something. A slot that it was lent is its own from now on, for a whole turn.</summary>
    public static void OnInterested(PeerSession session, TimeSpan now)
    {
        if (!session.PeerInterested && !session.AmChoking)
        {
            session.ChokeChangedAt = now;
        }

        session.PeerInterested = true;
    }

    /// <summary>The peer takes a request back. With BEP 6 it is told whether it still comes.</summary>
    public static void OnCancel(PeerSession session, uint piece, uint begin, uint length)
    {
        if (piece > int.MaxValue || begin > int.MaxValue || length > int.MaxValue)
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        var range = new BlockRange((int)piece, (int)begin, (int)length);
        if (session.Outgoing.RemoveBlock(range) && session.SupportsFast)
        {
            session.Outgoing.Add(range, PeerMessageWriter.WriteReject);
        }
    }

    /// <summary>Looks who is to be served now: at each tick, and when somebody comes, goes or changes its mind.</summary>
    public void Evaluate(TimeSpan now, bool isSeeding)
    {
        _candidates.Clear();
        foreach (var session in sessions)
        {
            _candidates.Add(new ChokeCandidate
            {
                Key = session.Key,
                IsInterested = session.PeerInterested,
                IsUploadOnly = session.IsUploadOnly,
                IsSnubbed = session.Pipeline.IsSnubbed,
                DownloadRate = session.Counters.DownloadRate(now),
                UploadRate = session.Counters.UploadRate(now),
                ConnectedAt = session.Began,
                IsUnchoked = !session.AmChoking,
                ChangedAt = session.ChokeChangedAt,
            });
        }

        var candidates = CollectionsMarshal.AsSpan(_candidates);
        choker.Evaluate(now, isSeeding, candidates, _unchoked);
        choker.Lend(candidates, _unchoked);
        foreach (var session in sessions)
        {
            if (_unchoked.Contains(session.Key) == session.AmChoking)
            {
                SetChoke(session, !session.AmChoking, now);
            }
        }
    }

    /// <summary>Chokes or unchokes a peer. BEP 3, 6.</summary>
    private void SetChoke(PeerSession session, bool choke, TimeSpan now)
    {
        session.AmChoking = choke;
        session.ChokeChangedAt = now;
        if (!choke)
        {
            session.Outgoing.Add(0, static (output, _) => PeerMessageWriter.WriteUnchoke(output));
            return;
        }

        session.Outgoing.Add(0, static (output, _) => PeerMessageWriter.WriteChoke(output));
        _removed.Clear();
        session.Outgoing.RemoveBlocks(_removed);
        if (session.SupportsFast)
        {
            // BEP 6: a choke takes nothing back by itself, so each request is answered.
            foreach (var range in _removed)
            {
                session.Outgoing.Add(range, PeerMessageWriter.WriteReject);
            }
        }
    }
}
