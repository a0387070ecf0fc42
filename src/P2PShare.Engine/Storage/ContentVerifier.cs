using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

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
    public async Task<VerifyReport> VerifyAsync(TorrentMetainfo metainfo, string directory, IProgress<HashProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        ThrowIfMissing(directory);
        var layout = new ContentLayout(metainfo, directory, files, isReadOnly: true);
        using var handles = new FileHandleCache();
        using var store = new ContentStore(layout, handles);
        var all = new Bitfield(metainfo.Geometry.PieceCount);
        all.SetAll();
        var (good, failures) = await new ContentChecker(store, new PieceVerifier(metainfo)).CheckAllAsync(all, progress, cancellationToken);
        return new VerifyReporter(layout, good, failures).Report();
    }

    private void ThrowIfMissing(string directory)
    {
        try
        {
            if (files.Look(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory))) is null)
            {
                throw new DirectoryNotFoundException();
            }
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "looking at", directory);
        }
    }
}

/// <summary>What a check found. Padding is left out.</summary>
public sealed record VerifyReport(bool Ok, long TotalLength, long ValidLength, int PieceCount, int ValidPieces, IReadOnlyList<VerifiedFile> Files)
{
    /// <summary>Whether the content lies under names of its maker's, which are not the ones that it would be got under.</summary>
    public bool HasOriginalNames { get; init; }
}

/// <summary>
/// One file of a check; <paramref name="ValidLength"/> counts its bytes in pieces that match. A file of the right length is taken for good
/// where it shares a piece with one that is not there in full: nobody can tell then, and its valid length says so.
/// </summary>
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
