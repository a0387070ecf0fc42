using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>Under which names a torrent's content lies: those that are safe everywhere, or the torrent's own. Reads no file's bytes.</summary>
/// <remarks>
/// Whoever made a torrent has its content under names that we would not make ourselves: <c>aux.c</c>, <c>10:00.jpg</c>, two that differ
/// in case only. One kind of names is taken for all files, since a safe name of one may be the own name of another.
/// </remarks>
internal sealed class ContentNames
{
    private ContentNames(TorrentMetainfo metainfo, bool areOriginal)
    {
        AreOriginal = areOriginal;
        Root = (areOriginal ? metainfo.OriginalName : null) ?? metainfo.Name;
        IsSingleFile = metainfo.IsSingleFile;
    }

    /// <summary>Whether the torrent's own names are used. Where a file has none that could lie on a disk, its safe one is.</summary>
    public bool AreOriginal { get; }

    /// <summary>What the torrent's file or folder is called.</summary>
    public string Root { get; }

    private bool IsSingleFile { get; }

    /// <summary>Names for content that is to be written.</summary>
    public static ContentNames Safe(TorrentMetainfo metainfo) => new(metainfo, areOriginal: false);

    /// <summary>Names under which more of the content is there; the safe ones where neither has more.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="contentDirectory">The folder that holds the file or folder called the torrent's name. Absolute.</param>
    /// <param name="files">Confined to that folder, so that no name leads out of it and no link is followed.</param>
    public static ContentNames Find(TorrentMetainfo metainfo, string contentDirectory, IFileSystem files)
    {
        var safe = Safe(metainfo);
        var original = new ContentNames(metainfo, areOriginal: true);
        return !OperatingSystem.IsWindows()
            && (metainfo.OriginalName is not null || metainfo.Files.Any(file => file.OriginalPath is not null))
            && original.Presence(metainfo, contentDirectory, files) > safe.Presence(metainfo, contentDirectory, files)
            ? original
            : safe;
    }

    /// <summary>Where a file lies, from the folder that holds the torrent's.</summary>
    public string PathOf(TorrentFile file) => IsSingleFile
        ? Root
        : Path.Join(Root, ((AreOriginal ? file.OriginalPath : null) ?? file.Path).Replace('/', Path.DirectorySeparatorChar));

    // A file counts twice when it has the right length.
    private long Presence(TorrentMetainfo metainfo, string contentDirectory, IFileSystem files)
    {
        var presence = 0L;
        foreach (var file in metainfo.Files)
        {
            if (!file.IsPadding && Look(files, Path.Join(contentDirectory, PathOf(file))) is { } facts)
            {
                presence += facts.Length == file.Length ? 2 : 1;
            }
        }

        return presence;
    }

    private static FileFacts? Look(IFileSystem files, string path)
    {
        try
        {
            return files.Look(path) is { IsDirectory: false } facts ? facts : null;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            // Whoever reads it says so.
            return null;
        }
    }
}
