using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.WebSeeds;

namespace P2PShare.Engine.Torrents;

/// <summary>Makes of a swarm's state what others may look at. Only under the swarm's lock; costs nothing until it is asked.</summary>
internal sealed class SwarmReport(SwarmSessions sessions, PiecePicker picker, SwarmProgress progress, long pieceCost)
{
    /// <summary>Counts what can be told without knowing pieces.</summary>
    public static PeerFacts Count(SwarmSessions sessions, PeerTally tally) => new()
    {
        Connected = sessions.All.Count,
        Known = tally.Known,
        Connecting = sessions.Connecting,
        Refused = tally.With(ConnectFailure.Refused),
        TimedOut = tally.With(ConnectFailure.TimedOut),
        BrokeOff = tally.With(ConnectFailure.BrokeOff),
        GivenUp = sessions.Book.Forgotten,
    };

    /// <summary>Fills in what is known of a swarm that nobody is in and that wants nothing.</summary>
    public static TorrentFacts AtRest(TorrentFacts facts, SwarmSessions sessions, PeerTally tally, SwarmProgress progress, TimeSpan now) =>
        facts with { Active = progress.Active(now), Peers = Count(sessions, tally) };

    /// <summary>The program that a peer runs, as it says or as its peer id tells: a stranger's text; null where neither says.</summary>
    public static string? ProgramOf(PeerSession session) => session.Connection is WebSeedConnection ? null : session.Client ?? ClientNames.Of(session.PeerId);

    /// <summary>The connected peers.</summary>
    public IReadOnlyList<PeerSnapshot> Peers(TimeSpan now) => [.. sessions.All.Where(static session => !session.IsClosing).Select(session => Describe(session, now))];

    /// <summary>Fills in what the swarm knows.</summary>
    public TorrentFacts Describe(TorrentFacts facts, PeerTally tally, TimeSpan now)
    {
        return facts with
        {
            Active = progress.Active(now),
            DownloadRate = progress.Counters.DownloadRate(now),
            UploadRate = progress.Counters.UploadRate(now),
            MaxDownloadRate = sessions.Limits.MaxDownloadRate,
            MaxUploadRate = sessions.Limits.MaxUploadRate,
            DownloadWaits = sessions.Limits.DownloadWaits,
            UploadWaits = sessions.Limits.UploadWaits,
            Peers = Relations(Count(sessions, tally), now),
            Pieces = new PieceFacts { Missing = picker.WantedRemaining, Unavailable = picker.CountUnavailable(), Cost = pieceCost },
        };
    }

    private PeerFacts Relations(PeerFacts facts, TimeSpan now)
    {
        var (seeds, interesting, unchoking, sending, snubbing, idle, interested, served) = (0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var session in sessions.All)
        {
            seeds += picker.IsSeed(session.Key) ? 1 : 0;
            interested += session.PeerInterested ? 1 : 0;
            served += session is { PeerInterested: true, AmChoking: false } ? 1 : 0;
            if (!session.AmInterested)
            {
                continue;
            }

            interesting++;
            if (session.PeerChoking)
            {
                continue;
            }

            unchoking++;
            sending += session.Counters.DownloadRate(now) > 0 ? 1 : 0;
            snubbing += session.Pipeline.IsSnubbed ? 1 : 0;
            idle += session.Outstanding == 0 && session.Pipeline.MayRequest(now) ? 1 : 0;
        }

        return facts with
        {
            Seeds = seeds,
            Interesting = interesting,
            Unchoking = unchoking,
            Sending = sending,
            Snubbing = snubbing,
            Idle = idle,
            InterestedInUs = interested,
            Served = served,
        };
    }

    private PeerSnapshot Describe(PeerSession session, TimeSpan now)
    {
        var isWebSeed = session.Connection is WebSeedConnection;
        return new PeerSnapshot
        {
            Address = session.Connection.RemoteEndPoint,
            Client = ProgramOf(session),
            Source = session.BookEndPoint is { } address ? sessions.Book.SourceOf(address, PeerSource.Incoming) : PeerSource.Incoming,
            IsIncoming = session.IsIncoming && !isWebSeed,
            IsWebSeed = isWebSeed,
            Progress = picker.Have.Length == 0 ? 1 : (double)picker.PieceCountOf(session.Key) / picker.Have.Length,
            DownloadRate = session.Counters.DownloadRate(now),
            UploadRate = session.Counters.UploadRate(now),
            Downloaded = session.Counters.Downloaded,
            Uploaded = session.Counters.Uploaded,
            AmChoking = session.AmChoking,
            AmInterested = session.AmInterested,
            PeerChoking = session.PeerChoking,
            PeerInterested = session.PeerInterested,
            IsSnubbing = session.Pipeline.IsSnubbed,
            Connected = now - session.Began,
        };
    }
}
