namespace P2PShare.Engine.Torrents;

/// <summary>What a torrent is doing.</summary>
public enum TorrentState
{
    /// <summary>Asking peers what the info-hash stands for. BEP 9.</summary>
    FetchingMetadata,

    /// <summary>Looking which of the content is already there.</summary>
    Checking,

    /// <summary>Getting what is missing, and giving what is there.</summary>
    Downloading,

    /// <summary>Everything wanted is there; giving it.</summary>
    Seeding,

    /// <summary>Told to pause: connected to nobody and unknown to the trackers until it is told to go on.</summary>
    Paused,

    /// <summary>Ended: see the outcome.</summary>
    Stopped,
}

/// <summary>How a torrent ended.</summary>
public enum TorrentOutcome
{
    /// <summary>Everything wanted is there.</summary>
    Completed,

    /// <summary>Told to stop before it was complete.</summary>
    Interrupted,

    /// <summary>A time-out of <see cref="StopConditions"/> ran out first.</summary>
    GaveUp,

    /// <summary>The disk refused.</summary>
    StorageFailed,

    /// <summary>Seeding was asked for and not all of it is there.</summary>
    Incomplete,

    /// <summary>A bug.</summary>
    Failed,
}
