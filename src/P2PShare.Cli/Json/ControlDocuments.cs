using System.Text.Json.Serialization;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Json;

/// <summary>What one process asks of another that runs with the same state folder.</summary>
/// <param name="Verb">What is to be done.</param>
internal sealed record ControlRequest(ControlVerb Verb)
{
    /// <summary>Info-hashes of the torrents, as <see cref="RunningDocument.InfoHash"/> has them; null for all.</summary>
    public IReadOnlyList<string>? Torrents { get; init; }

    /// <summary>Bytes a second down, 0 for no limit; null to leave it.</summary>
    public long? MaxDownloadRate { get; init; }

    /// <summary>Bytes a second up, 0 for no limit; null to leave it.</summary>
    public long? MaxUploadRate { get; init; }
}

/// <summary>What a process can be asked to do.</summary>
internal enum ControlVerb
{
    /// <summary>Say which torrents it runs.</summary>
    List,

    /// <summary>Say how they are.</summary>
    Status,

    /// <summary>Say what holds them up.</summary>
    Why,

    /// <summary>Pause them.</summary>
    Pause,

    /// <summary>Let them go on.</summary>
    Resume,

    /// <summary>Change the limits of them, or of all together.</summary>
    Limit,

    /// <summary>End them in order, or the process where all are meant.</summary>
    Stop,
}

/// <summary>What it answers: one of the lists, by what was asked.</summary>
internal sealed record ControlAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RunningDocument>? Torrents { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<StatusDocument>? Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WhyDocument>? Why { get; init; }
}

/// <summary>A torrent in a running process; what <c>pause</c>, <c>resume</c> and <c>stop</c> print. <paramref name="InfoHash"/> is that of events.</summary>
internal record RunningDocument(
    [property: JsonPropertyOrder(-1)] int Pid,
    [property: JsonPropertyOrder(-1)] string InfoHash,
    [property: JsonPropertyOrder(-1)] string? InfoHashV2,
    [property: JsonPropertyOrder(-1)] string Name,
    [property: JsonPropertyOrder(-1)] TorrentState State);

/// <summary>How a torrent is, and by what it is limited; what <c>status</c> and <c>limit</c> print. Null limits are none; the shared ones hold for all torrents of the process together.</summary>
internal sealed record StatusDocument(int Pid, string InfoHash, string? InfoHashV2, string Name, TorrentState State) : RunningDocument(Pid, InfoHash, InfoHashV2, Name, State)
{
    public long BytesDone { get; init; }

    public long BytesTotal { get; init; }

    public long Downloaded { get; init; }

    public long Uploaded { get; init; }

    public long DownloadRate { get; init; }

    public long UploadRate { get; init; }

    public long? MaxDownloadRate { get; init; }

    public long? MaxUploadRate { get; init; }

    public long? SharedMaxDownloadRate { get; init; }

    public long? SharedMaxUploadRate { get; init; }

    public int Peers { get; init; }

    public int Seeds { get; init; }

    public int KnownPeers { get; init; }

    /// <summary>Seconds; null when there is no telling.</summary>
    public double? Eta { get; init; }

    public double Ratio { get; init; }

    /// <summary>Seconds.</summary>
    public double Elapsed { get; init; }

    public HoldUp Why { get; init; }
}

/// <summary>What holds a torrent up: the reason, a sentence with the number that shows it, what to do, and all numbers.</summary>
internal sealed record WhyDocument(int Pid, string InfoHash, string? InfoHashV2, string Name, TorrentState State) : RunningDocument(Pid, InfoHash, InfoHashV2, Name, State)
{
    public HoldUp Why { get; init; }

    public required string Sentence { get; init; }

    /// <summary>What to do; null where there is nothing to be done.</summary>
    public string? Advice { get; init; }

    public long DownloadRate { get; init; }

    public long UploadRate { get; init; }

    public long? MaxDownloadRate { get; init; }

    public long? MaxUploadRate { get; init; }

    /// <summary>How much of the last ten seconds something waited for the torrent's own limit.</summary>
    public double DownloadWaits { get; init; }

    public double UploadWaits { get; init; }

    /// <summary>Seconds since it began or went on.</summary>
    public double Active { get; init; }

    public required PeerFacts Peers { get; init; }

    public required PieceFacts Pieces { get; init; }

    public required LoadFacts Load { get; init; }

    public required IReadOnlyList<SourceDocument> Sources { get; init; }
}

/// <summary>Where peers were looked for, and what came of it. <paramref name="Next"/> in seconds.</summary>
internal sealed record SourceDocument(SourceKind Kind, SourceOutcome Outcome, string? Url, string? Message, int Peers, int? Nodes, double? Next);
