namespace P2PShare.Interop.Tests.Creation;

/// <summary>What libtorrent reads in a torrent. Padding is left out.</summary>
internal sealed record LibtorrentReading(string Name, string? V1, string? V2, int PieceLength, int PieceCount, IReadOnlyList<LibtorrentFile> Files);

/// <summary>A file as libtorrent reads it; its path begins with the torrent's name.</summary>
internal sealed record LibtorrentFile(string Path, long Length, bool Executable, string? Symlink);
