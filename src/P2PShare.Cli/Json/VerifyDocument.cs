using System.Text.Json.Serialization;
using P2PShare.Engine.Storage;

namespace P2PShare.Cli.Json;

/// <summary>What <c>verify</c> prints.</summary>
internal sealed record VerifyDocument(
    bool Ok, long TotalLength, long ValidLength, int PieceCount, int ValidPieces, IReadOnlyList<VerifiedFileDocument> Files)
{
    /// <summary>How the user called the torrent, where several were asked.</summary>
    [JsonPropertyOrder(-1)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Torrent { get; init; }
}

/// <summary>One file of a check.</summary>
internal sealed record VerifiedFileDocument(string Path, long Length, VerifiedFileStatus Status, long ValidLength);
