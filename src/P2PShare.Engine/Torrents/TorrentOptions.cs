using System.Collections.Frozen;
using System.Net;

namespace P2PShare.Engine.Torrents;

/// <summary>How one torrent is run. Immutable.</summary>
public sealed record TorrentOptions
{
    /// <summary>The folder that holds, or is to hold, the content: a file called the torrent's name, or a folder of that name. Absolute.</summary>
    public required string ContentDirectory { get; init; }

    /// <summary>Seeds only what is there: asks nobody for anything and writes nothing.</summary>
    public bool SeedOnly { get; init; }

    /// <summary>Ends with <see cref="TorrentOutcome.Incomplete"/> when, once checked, not everything wanted is there.</summary>
    public bool RequireComplete { get; init; }

    /// <summary>Checks all of the content first, whatever the state folder's record vouches for: bits rot without a trace in a file's time.</summary>
    public bool CheckAll { get; init; }

    /// <summary>Indexes into the torrent's files that are wanted; null for all.</summary>
    public IReadOnlySet<int>? SelectedFiles { get; init; }

    /// <summary>Files to get before or after the others, by their indexes; those that are not named are of normal priority.</summary>
    public IReadOnlyDictionary<int, FilePriority> Priorities { get; init; } = FrozenDictionary<int, FilePriority>.Empty;

    /// <summary>Pieces in their order and not rarest first.</summary>
    public bool Sequential { get; init; }

    /// <summary>Reserves each file's space when it is made.</summary>
    public bool Preallocate { get; init; }

    /// <summary>Bytes a second down; 0 is without limit.</summary>
    public long MaxDownloadRate { get; init; }

    /// <summary>Bytes a second up; 0 is without limit.</summary>
    public long MaxUploadRate { get; init; }

    /// <summary>Most sessions; null for the engine's.</summary>
    public int? MaxSessions { get; init; }

    /// <summary>Tiers of announce URLs in place of the torrent's own; null for those.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Trackers { get; init; }

    /// <summary>Peers that the user named.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>When it stops by itself.</summary>
    public StopConditions Stop { get; init; } = StopConditions.Never;
}

/// <summary>Which files are got first.</summary>
public enum FilePriority
{
    /// <summary>Before the others.</summary>
    High,

    /// <summary>As any file.</summary>
    Normal,

    /// <summary>When of the others nothing is left to ask for.</summary>
    Low,
}

/// <summary>When a torrent stops by itself: at the first condition that is met. Null conditions do not count.</summary>
public sealed record StopConditions
{
    /// <summary>Seeds until told otherwise.</summary>
    public static StopConditions Never { get; } = new();

    /// <summary>Stops as soon as the download is complete.</summary>
    public bool WhenComplete { get; init; }

    /// <summary>Once complete: bytes uploaded in all runs divided by the content's length.</summary>
    public double? Ratio { get; init; }

    /// <summary>Once complete: time spent seeding.</summary>
    public TimeSpan? SeedTime { get; init; }

    /// <summary>Once complete: time in which nobody was sent anything.</summary>
    public TimeSpan? IdleTime { get; init; }

    /// <summary>Once complete: how many others were seen in this run to have everything, web seeds not counted and those that left again counted.</summary>
    public int? Copies { get; init; }

    /// <summary>Not complete this long after the start: gives up.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Not complete and nothing received for this long: gives up.</summary>
    public TimeSpan? StallTimeout { get; init; }
}
