namespace P2PShare.Engine.Torrents;

/// <summary>Which of <see cref="StopConditions"/> was met.</summary>
internal enum StopReason
{
    /// <summary>Everything wanted is there.</summary>
    Complete,

    /// <summary>Enough was given for what was got.</summary>
    Ratio,

    /// <summary>Seeded for long enough.</summary>
    SeedTime,

    /// <summary>Nobody took anything for long enough.</summary>
    IdleTime,

    /// <summary>There are enough other whole copies.</summary>
    Copies,

    /// <summary>Not complete in time.</summary>
    Timeout,

    /// <summary>Not complete, and nothing came for too long.</summary>
    Stalled,
}
