using P2PShare.Engine.Torrents;

namespace P2PShare.Engine.Diagnostics;

/// <summary>Judges from numbers alone what holds a torrent up now: of several things the one without which the others would not matter.</summary>
public static class HoldUpPolicy
{
    /// <summary>Waiting for less of the time than this is what any limit or disk costs.</summary>
    private const double NotableShare = 0.5;

    /// <summary>Reads that wait for the disk before it counts as slow: several for each reader.</summary>
    private const int NotableReads = 16;

    /// <summary>How long nobody may have connected to us before it means something.</summary>
    public static readonly TimeSpan IncomingPatience = TimeSpan.FromMinutes(10);

    /// <summary>Says what it is.</summary>
    public static Diagnosis Judge(TorrentFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.State switch
        {
            TorrentState.Checking => new Diagnosis(HoldUp.Checking, facts),
            TorrentState.Paused => new Diagnosis(HoldUp.Paused, facts),
            TorrentState.Stopped => new Diagnosis(HoldUp.Stopped, facts),
            TorrentState.FetchingMetadata => new Diagnosis(Alone(facts) ?? HoldUp.FindingMetadata, facts),
            TorrentState.Seeding => Limit(facts, HoldUp.UploadLimit, facts.UploadWaits, facts.Load.UploadWaits) ?? new Diagnosis(Seeding(facts), facts),
            _ => Downloading(facts),
        };
    }

    private static Diagnosis Downloading(TorrentFacts facts) =>
        WithoutGivers(facts) is { } reason ? new Diagnosis(reason, facts)
        : Limit(facts, HoldUp.DownloadLimit, facts.DownloadWaits, facts.Load.DownloadWaits) ?? new Diagnosis(Receiving(facts), facts);

    /// <summary>Why nobody gives us anything; null when somebody does or could.</summary>
    private static HoldUp? WithoutGivers(TorrentFacts facts) =>
        Alone(facts) is { } alone ? alone
        : facts.Peers.Interesting == 0 ? HoldUp.MissingPieces
        : facts.Peers.Unchoking == 0 ? HoldUp.Choked
        : null;

    /// <summary>Why nobody is connected; null when somebody is.</summary>
    private static HoldUp? Alone(TorrentFacts facts)
    {
        var peers = facts.Peers;
        var failed = peers.Refused + peers.TimedOut + peers.BrokeOff + peers.GivenUp;
        return peers.Connected > 0 ? null
            : peers.Known == 0 && peers.GivenUp == 0 ? HoldUp.NoPeers
            : failed == 0 && peers.Connecting > 0 ? HoldUp.Connecting
            : HoldUp.CannotConnect;
    }

    private static HoldUp Receiving(TorrentFacts facts)
    {
        var load = facts.Load;
        if (load.DiskBehind >= NotableShare)
        {
            return load.Hashing >= NotableShare ? HoldUp.Hashing : HoldUp.Disk;
        }

        // Peers that could give and are asked nothing, since no further piece may be begun.
        return load.MemoryFree < facts.Pieces.Cost && 2 * facts.Peers.Idle >= facts.Peers.Unchoking ? HoldUp.Memory : HoldUp.PeersUpload;
    }

    private static HoldUp Seeding(TorrentFacts facts)
    {
        if (facts.Peers.Connected == 0)
        {
            var canBeFound = facts.Peers.Known > 0 || facts.Sources.Any(static source => source.Outcome is SourceOutcome.Working or SourceOutcome.Asking && source.Kind is SourceKind.Tracker or SourceKind.Dht);
            return !canBeFound ? HoldUp.NoPeers
                : facts.Load.Incoming == 0 && facts.Active >= IncomingPatience ? HoldUp.NoIncoming
                : HoldUp.NobodyWants;
        }

        return facts.Peers.InterestedInUs == 0 ? HoldUp.NobodyWants
            : facts.Load.ReadsWaiting >= NotableReads ? HoldUp.Disk
            : HoldUp.Complete;
    }

    private static Diagnosis? Limit(TorrentFacts facts, HoldUp reason, double own, double shared) =>
        own >= NotableShare ? new Diagnosis(reason, facts)
        : shared >= NotableShare ? new Diagnosis(reason, facts) { IsLimitShared = true }
        : null;
}
