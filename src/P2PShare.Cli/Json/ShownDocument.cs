using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>What <c>show</c> and <c>get --list</c> print of a torrent.</summary>
internal sealed record ShownDocument : TorrentDocument
{
    public IReadOnlyList<FileDocument> Files { get; init; } = [];

    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    public IReadOnlyList<string> Nodes { get; init; } = [];

    public string? Comment { get; init; }

    public string? CreatedBy { get; init; }

    public DateTime? CreationDate { get; init; }

    public string? Source { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A file of a torrent's content.</summary>
internal sealed record FileDocument(string Path, long Length)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PiecesRoot { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Executable { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Symlink { get; init; }
}
