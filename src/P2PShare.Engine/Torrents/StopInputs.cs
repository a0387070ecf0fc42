namespace P2PShare.Engine.Torrents;

/// <summary>What stopping is decided by. Times are durations up to now.</summary>
internal readonly record struct StopInputs
{
    /// <summary>Whether everything wanted is there, verified and durable.</summary>
    public bool IsComplete { get; init; }

    /// <summary>Content bytes sent in all runs.</summary>
    public long Uploaded { get; init; }

    /// <summary>Bytes of the content.</summary>
    public long ContentLength { get; init; }

    /// <summary>Others that were seen in this run to have everything.</summary>
    public int Copies { get; init; }

    /// <summary>Since the torrent was added.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Since it began to download; zero while it is checking. Stalling is measured from here when nothing has come.</summary>
    public TimeSpan Downloading { get; init; }

    /// <summary>Since content last came; null when none did.</summary>
    public TimeSpan? SinceReceived { get; init; }

    /// <summary>Since it was complete.</summary>
    public TimeSpan Seeding { get; init; }

    /// <summary>Since content was last sent; null when none was.</summary>
    public TimeSpan? SinceSent { get; init; }
}
