using System.Text.Json;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>A torrent as libtorrent reads it. Hashes are lower-case hex, null where the format has none; pad files are left out; paths begin with the name.</summary>
internal sealed record LibtorrentTorrent(
    string Name,
    string? InfoHash,
    string? InfoHashV2,
    int PieceLength,
    int PieceCount,
    bool Private,
    IReadOnlyList<LibtorrentTorrent.File> Files)
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>One file of it.</summary>
    public sealed record File(string Path, long Length, string? PiecesRoot, bool Executable, string? Symlink);
}
