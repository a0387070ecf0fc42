namespace P2PShare.Cli.Json;

/// <summary>What <c>create --dry-run</c> prints: a torrent without its hashes, and the files that would be in it.</summary>
internal sealed record PlannedDocument : TorrentDocument
{
    public IReadOnlyList<FileDocument> Files { get; init; } = [];
}
