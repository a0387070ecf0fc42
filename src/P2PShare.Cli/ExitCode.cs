namespace P2PShare.Cli;

/// <summary>The codes that scripts depend on.</summary>
internal enum ExitCode
{
    /// <summary>Done as asked.</summary>
    Done = 0,

    /// <summary>A bug.</summary>
    Unexpected = 1,

    /// <summary>The command line is wrong.</summary>
    Usage = 2,

    /// <summary>A torrent, magnet, manifest or path that cannot be used.</summary>
    BadInput = 3,

    /// <summary>The content does not match, or what was asked is not all there.</summary>
    Mismatch = 4,

    /// <summary>A time-out ran out.</summary>
    GaveUp = 5,

    /// <summary>The disk refused.</summary>
    Storage = 6,

    /// <summary>Stopped by a signal before it was complete.</summary>
    Interrupted = 7,

    /// <summary>Several were asked and some failed.</summary>
    SomeFailed = 8,

    /// <summary>An address or port that cannot be bound.</summary>
    Network = 9,
}
