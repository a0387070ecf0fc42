using P2PShare.Engine.Diagnostics;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>One tracker of one torrent, as its schedule keeps it. Times are those of the schedule's clock. Not thread-safe.</summary>
internal sealed class TrackerEntry(TrackerUrl url, int tier, IReadOnlyList<AnnounceTarget> targets)
{
    public TrackerUrl Url { get; } = url;

    public int Tier { get; } = tier;

    /// <summary>Our entries there.</summary>
    public IReadOnlyList<AnnounceTarget> Targets { get; } = targets;

    /// <summary>When it is to be announced to; <see cref="TimeSpan.MaxValue"/> for never again.</summary>
    public TimeSpan NextAt { get; set; }

    /// <summary>Before this it does not want to hear of us, whatever we need.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>Since when an announce is under way; null when none is.</summary>
    public TimeSpan? UnderWaySince { get; set; }

    /// <summary>Whether it took the last announce, or has already taken a part of the one under way.</summary>
    public bool IsWorking { get; set; }

    /// <summary>Whether an announce since the download became complete has been tried where we were known.</summary>
    public bool WasToldOfCompletion { get; set; }

    /// <summary>Announces in a row that failed.</summary>
    public int Failures { get; set; }

    // What is shown.
    public TrackerStatus? Status { get; set; }

    public string? Message { get; set; }

    public int Peers { get; set; }

    public int? Seeds { get; set; }

    public int? Leechers { get; set; }
}
