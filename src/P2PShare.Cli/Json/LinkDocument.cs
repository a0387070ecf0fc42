using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>What <c>magnet</c> prints.</summary>
internal sealed record LinkDocument(
    string? Name,
    string Magnet,
    string? InfoHash,
    [property: JsonPropertyName("info_hash_v2")] string? InfoHashV2);
