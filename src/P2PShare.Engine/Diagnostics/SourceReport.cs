namespace P2PShare.Engine.Diagnostics;

/// <summary>A place where a torrent's peers are looked for, and what came of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Outcome">How it went.</param>
public sealed record SourceReport(SourceKind Kind, SourceOutcome Outcome)
{
    /// <summary>A tracker's URL, with whatever looks like a secret hidden; null for what is no tracker.</summary>
    public string? Url { get; init; }

    /// <summary>What it said or why it failed, a stranger's text; null where there is nothing to say.</summary>
    public string? Message { get; init; }

    /// <summary>Peers that it named the last time, or of those known that come from it.</summary>
    public int Peers { get; init; }

    /// <summary>Nodes of the DHT that we know; null for what is no DHT.</summary>
    public int? Nodes { get; init; }

    /// <summary>Until it is asked again; null where that is not planned.</summary>
    public TimeSpan? Next { get; init; }
}

/// <summary>What finds peers.</summary>
public enum SourceKind
{
    /// <summary>A tracker.</summary>
    Tracker,

    /// <summary>The DHT. BEP 5.</summary>
    Dht,

    /// <summary>Other peers. BEP 11.</summary>
    Pex,

    /// <summary>The local network. BEP 14.</summary>
    Lsd,

    /// <summary>An earlier run.</summary>
    Remembered,

    /// <summary>The person.</summary>
    User,
}

/// <summary>How it went with a source of peers.</summary>
public enum SourceOutcome
{
    /// <summary>It works.</summary>
    Working,

    /// <summary>It has been asked and has not answered yet.</summary>
    Asking,

    /// <summary>Not asked: another that comes before it works, or its time has not come.</summary>
    NotAsked,

    /// <summary>It refused, was silent or could not be reached.</summary>
    Failed,

    /// <summary>Switched off by an option.</summary>
    Off,

    /// <summary>Not for a private torrent. BEP 27.</summary>
    Private,

    /// <summary>There is nobody from there: no tracker is named, nobody is remembered, nobody is near.</summary>
    None,
}
