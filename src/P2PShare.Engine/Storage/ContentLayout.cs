using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Where the bytes of a torrent's pieces lie on disk. Immutable; touches no file after it is made.
/// </summary>
/// <remarks>
/// A file that is not wanted and not there in full length is not made. Its bytes in pieces that a wanted file needs are kept in one file of
/// parts in the state folder: nothing appears among the user's files that was not asked for, and whole pieces can be checked and given
/// to others. The file of parts has room for each piece that more than one file has a share in, in their order, whatever is wanted.
/// </remarks>
internal sealed class ContentLayout
{
    private readonly Extent[] _extents;
    private readonly ContentNames _names;

    /// <summary>Lays out a torrent.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="contentDirectory">The folder that holds the file or folder called the torrent's name. Absolute.</param>
    /// <param name="files">All files; the content's are looked for only below <paramref name="contentDirectory"/>.</param>
    /// <param name="wanted">Indexes of wanted files; null for all.</param>
    /// <param name="partsPath">Where parts of unwanted files are kept. Absolute. Null only where all files are wanted.</param>
    /// <param name="isReadOnly">Nothing is written: content that lies under the torrent's own names, unsafe as they are, is found there.</param>
    public ContentLayout(
        TorrentMetainfo metainfo, string contentDirectory, IFileSystem files, IReadOnlySet<int>? wanted = null, string? partsPath = null, bool isReadOnly = false)
    {
        Metainfo = metainfo;
        ContentDirectory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(contentDirectory));
        FileSystem = files.Below(ContentDirectory);
        _names = isReadOnly ? ContentNames.Find(metainfo, ContentDirectory, FileSystem) : ContentNames.Safe(metainfo);
        IsWanted = wanted is null ? static _ => true : wanted.Contains;
        var builder = new ContentLayoutBuilder(this, files, partsPath);
        (Files, _extents, WantedPieces, Elsewhere) = builder.Build();
    }

    /// <summary>The torrent.</summary>
    public TorrentMetainfo Metainfo { get; }

    /// <summary>The folder that holds the file or folder called the torrent's name.</summary>
    public string ContentDirectory { get; }

    /// <summary>The files below <see cref="ContentDirectory"/>.</summary>
    public IFileSystem FileSystem { get; }

    /// <summary>The files that hold bytes, in the order of their first bytes; the file of parts comes last where there is one.</summary>
    public IReadOnlyList<StoredFile> Files { get; }

    /// <summary>Indexes of torrent files whose bytes have no file of their own, since they are not wanted; ascending.</summary>
    public IReadOnlyList<int> Elsewhere { get; }

    /// <summary>Pieces that a wanted file has bytes in. Not to be changed.</summary>
    public Bitfield WantedPieces { get; }

    /// <summary>Whether a file of the torrent is wanted, by its index.</summary>
    public Func<int, bool> IsWanted { get; }

    /// <summary>The torrent's own folder; for a single file, the folder that it lies in.</summary>
    public string TorrentDirectory => Metainfo.IsSingleFile ? ContentDirectory : Path.Join(ContentDirectory, _names.Root);

    /// <summary>Whether the content lies under the torrent's own names, under which nothing is ever made.</summary>
    public bool HasOriginalNames => _names.AreOriginal;

    /// <summary>Where a file of the torrent belongs.</summary>
    public string PathOf(TorrentFile file) => Path.Join(ContentDirectory, _names.PathOf(file));

    /// <summary>The places of a run of bytes, in their order, without a gap between them.</summary>
    public SegmentSequence SegmentsOf(long offset, long length) => new(_extents, offset, length);

    /// <summary>The places of a piece.</summary>
    public SegmentSequence SegmentsOf(int piece) => SegmentsOf(Metainfo.Geometry.OffsetOf(piece), Metainfo.Geometry.LengthOf(piece));

    /// <summary>The stored files that a piece has bytes in.</summary>
    public IEnumerable<StoredFile> FilesOf(int piece)
    {
        var found = new List<StoredFile>(1);
        foreach (var segment in SegmentsOf(piece))
        {
            if (segment.File is { } file && !found.Contains(file))
            {
                found.Add(file);
            }
        }

        return found;
    }

    /// <summary>The pieces that have bytes in a stored file.</summary>
    public IEnumerable<int> PiecesOf(StoredFile file)
    {
        var pieces = Enumerable.Range(file.Pieces.First, file.Pieces.Last - file.Pieces.First + 1);
        return file.IsParts ? pieces.Where(piece => FilesOf(piece).Contains(file)) : pieces;
    }

    /// <summary>The stored file at a path; null when none is there.</summary>
    public StoredFile? FileAt(string path) => Files.FirstOrDefault(file => file.Path == path);

    /// <summary>What is known of each stored file now, in the order of <see cref="Files"/>; null for what is missing and for what is no file.</summary>
    /// <exception cref="StorageException">The system does not say.</exception>
    public FileFacts?[] LookAtFiles() => [.. Files.Select(Look)];

    /// <summary>What is known of a stored file now; null when it is missing, or no file.</summary>
    /// <exception cref="StorageException">The system does not say.</exception>
    public static FileFacts? Look(StoredFile file)
    {
        try
        {
            return file.FileSystem.Look(file.Path) is { IsFile: true } facts ? facts : null;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "looking at", file.Path);
        }
    }

    /// <summary>A run of bytes of one torrent file. Between extents lie padding and gaps.</summary>
    internal readonly record struct Extent(long Offset, long Length, StoredFile? File, long Position)
    {
        public long End => Offset + Length;
    }
}
