using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>What <c>edit</c> prints of a torrent, and <c>create</c> more. What is not known, or what the format lacks, is null.</summary>
internal record TorrentDocument
{
    [JsonPropertyOrder(-2)]
    public string? Name { get; init; }

    [JsonPropertyOrder(-2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Torrent { get; init; }

    [JsonPropertyOrder(-2)]
    public string? Format { get; init; }

    [JsonPropertyOrder(-2)]
    public string? InfoHash { get; init; }

    [JsonPropertyOrder(-2)]
    [JsonPropertyName("info_hash_v2")]
    public string? InfoHashV2 { get; init; }

    [JsonPropertyOrder(-2)]
    public string? Magnet { get; init; }

    [JsonPropertyOrder(-2)]
    public long? TotalLength { get; init; }

    [JsonPropertyOrder(-2)]
    public int? FileCount { get; init; }

    [JsonPropertyOrder(-2)]
    public int? PieceLength { get; init; }

    [JsonPropertyOrder(-2)]
    public int? PieceCount { get; init; }

    [JsonPropertyOrder(-2)]
    public bool? Private { get; init; }

    [JsonPropertyOrder(-2)]
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    [JsonPropertyOrder(-2)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Elapsed { get; init; }
}
