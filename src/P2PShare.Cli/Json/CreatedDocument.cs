using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>What <c>create</c> prints of a torrent that it made.</summary>
internal sealed record CreatedDocument : TorrentDocument
{
    /// <summary>What its maker should know; left out where there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RemarkDocument>? Warnings { get; init; }
}
