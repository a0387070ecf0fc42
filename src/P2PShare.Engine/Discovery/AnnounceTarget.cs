using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>One of our entries at a tracker: it keeps one for each info-hash and each address. Says which event is due there.</summary>
internal sealed class AnnounceTarget(Sha1Hash infoHash, TrackerFamily family)
{
    public Sha1Hash InfoHash { get; } = infoHash;

    public TrackerFamily Family { get; } = family;

    /// <summary>Whether the tracker took a <c>started</c>, and so knows of us.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>What the tracker asked to be sent back.</summary>
    public string? TrackerId { get; private set; }

    private bool IsCompleted { get; set; }

    /// <summary>The event of the next announce.</summary>
    /// <param name="hasCompleted">Whether the download became complete in this run.</param>
    public AnnounceEvent NextEvent(bool hasCompleted) =>
        !IsStarted ? AnnounceEvent.Started
        : hasCompleted && !IsCompleted ? AnnounceEvent.Completed
        : AnnounceEvent.None;

    /// <summary>The tracker took an announce.</summary>
    public void MarkAnswer(AnnounceEvent said, string? trackerId)
    {
        IsStarted = true;
        IsCompleted |= said == AnnounceEvent.Completed;
        TrackerId = trackerId ?? TrackerId;
    }
}
