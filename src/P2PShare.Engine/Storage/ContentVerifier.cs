using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>Checks content against its torrent, file by file, on all cores.</summary>
public sealed class ContentVerifier(IFileSystem files)
{
    /// <summary>Checks the content in a folder.</summary>
    /// <param name="metainfo">What it should be.</param>
    /// <param name="directory">The folder that holds the file or folder called the torrent's name.</param>
    /// <param name="progress">Told now and then, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StorageException">The folder cannot be read at all; a single unreadable file is part of the report.</exception>
    public Task<VerifyReport> VerifyAsync(TorrentMetainfo metainfo, string directory, IProgress<HashProgress>? progress, CancellationToken cancellationToken) => throw new NotImplementedException(files.ToString());
}

/// <summary>What a check found. Padding is left out.</summary>
public sealed record VerifyReport(bool Ok, long TotalLength, long ValidLength, int PieceCount, int ValidPieces, IReadOnlyList<VerifiedFile> Files);

/// <summary>One file of a check; <paramref name="ValidLength"/> counts its bytes in pieces that match.</summary>
public sealed record VerifiedFile(string Path, long Length, VerifiedFileStatus Status, long ValidLength);

/// <summary>What is the matter with a file.</summary>
public enum VerifiedFileStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>Too few bytes.</summary>
    Short,

    /// <summary>Too many bytes.</summary>
    Long,

    /// <summary>Other bytes.</summary>
    Corrupt,

    /// <summary>There, but it cannot be read.</summary>
    Unreadable,
}
