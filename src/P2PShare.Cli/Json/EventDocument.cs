using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>One line of what a long-running command prints: what happened, when, and to which torrent where it was one.</summary>
internal abstract record EventDocument(
    [property: JsonPropertyOrder(-2)] string Event,
    [property: JsonPropertyOrder(-2)] DateTime Time,
    [property: JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? InfoHash);

/// <summary><c>checking</c>, <c>completed</c>, <c>seeding</c>, <c>paused</c>, <c>resumed</c>: nothing beside the fact.</summary>
internal sealed record FactEvent(string Event, DateTime Time, string? InfoHash) : EventDocument(Event, Time, InfoHash);

/// <summary>A torrent was added; <paramref name="Torrent"/> is how the user called it.</summary>
internal sealed record AddedEvent(DateTime Time, string? InfoHash, string Torrent, string Magnet) : EventDocument("added", Time, InfoHash);

/// <summary>What a torrent describes is known.</summary>
internal sealed record MetadataEvent(DateTime Time, string? InfoHash, string Name, long TotalLength, int FileCount) : EventDocument("metadata", Time, InfoHash);

/// <summary>The checking is over and this much is there.</summary>
internal sealed record DownloadingEvent(DateTime Time, string? InfoHash, long BytesDone, long BytesTotal) : EventDocument("downloading", Time, InfoHash);

/// <summary>How a torrent looks, each second.</summary>
internal sealed record ProgressEvent(DateTime Time, string? InfoHash) : EventDocument("progress", Time, InfoHash)
{
    public required Engine.Torrents.TorrentState State { get; init; }

    public long BytesDone { get; init; }

    public long BytesTotal { get; init; }

    public long Downloaded { get; init; }

    public long Uploaded { get; init; }

    public long DownloadRate { get; init; }

    public long UploadRate { get; init; }

    public int Peers { get; init; }

    public int Seeds { get; init; }

    /// <summary>Seconds; null when there is no telling.</summary>
    public double? Eta { get; init; }

    public double Ratio { get; init; }

    /// <summary>What holds it up.</summary>
    public Engine.Diagnostics.HoldUp? Why { get; init; }
}

/// <summary>An address is listened on. The tracker says how and under which URLs.</summary>
internal sealed record ListeningEvent(DateTime Time, string Address, int Port) : EventDocument("listening", Time, InfoHash: null)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Protocol { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Urls { get; init; }
}

/// <summary>A piece did not match its hash.</summary>
internal sealed record PieceFailedEvent(DateTime Time, string? InfoHash, int Piece) : EventDocument("piece_failed", Time, InfoHash);

/// <summary>A peer sent bad data and is not spoken to again.</summary>
internal sealed record PeerBannedEvent(DateTime Time, string? InfoHash, string Peer, string Reason) : EventDocument("peer_banned", Time, InfoHash);

/// <summary>A tracker answered, refused or was silent.</summary>
internal sealed record TrackerEvent(DateTime Time, string? InfoHash, string Url, Engine.Diagnostics.TrackerStatus Status, string? Message, int Peers)
    : EventDocument("tracker", Time, InfoHash);

/// <summary>A file in a watched folder was moved: what it is called, and where it lies now.</summary>
internal sealed record MovedEvent(DateTime Time, string Torrent, string Path) : EventDocument("moved", Time, InfoHash: null);

/// <summary>Something is wrong that does not end anything.</summary>
internal sealed record WarningEvent(DateTime Time, string? InfoHash, string Message) : EventDocument("warning", Time, InfoHash);

/// <summary>A torrent ended.</summary>
internal sealed record StoppedEvent(DateTime Time, string? InfoHash, string Outcome, string? Message) : EventDocument("stopped", Time, InfoHash);

/// <summary>The last word on a torrent. Durations in seconds; <paramref name="Code"/> is what the program would exit with for this one alone.</summary>
internal sealed record ResultEvent(
    DateTime Time, string? InfoHash, string Torrent, string Outcome, int Code, string? Path, long Downloaded, long Uploaded, double Elapsed, string? Message)
    : EventDocument("result", Time, InfoHash)
{
    /// <summary>Who gave and took most, the most first.</summary>
    public IReadOnlyList<ResultPeer> Peers { get; init; } = [];

    /// <summary><c>create</c>, <c>get</c> or <c>seed</c>, where they stand beside each other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Action { get; init; }
}

/// <summary>A peer in a <see cref="ResultEvent"/>: content bytes received from it and sent to it.</summary>
internal sealed record ResultPeer(string Address, string? Client, long Downloaded, long Uploaded);

/// <summary>An error, so that a script that reads only standard output meets it too.</summary>
internal sealed record ErrorEvent(DateTime Time, int Code, string Kind, string Message, string? Hint) : EventDocument("error", Time, InfoHash: null)
{
    /// <summary>How the user called the torrent or path that failed, where several were asked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Torrent { get; init; }
}
