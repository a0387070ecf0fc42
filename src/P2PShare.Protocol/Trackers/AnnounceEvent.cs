namespace P2PShare.Protocol.Trackers;

/// <summary>Why an announce is sent. BEP 3 and 15 (whose numbers these are).</summary>
public enum AnnounceEvent
{
    /// <summary>At an interval.</summary>
    None = 0,

    /// <summary>The download has just become complete.</summary>
    Completed = 1,

    /// <summary>The first of a run.</summary>
    Started = 2,

    /// <summary>The last of a run.</summary>
    Stopped = 3,
}
