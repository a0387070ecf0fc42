using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>Finds the folder that holds a torrent's content, whether the user named that folder or the content itself.</summary>
internal static class ContentLocation
{
    /// <summary>The folder.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="path">What the user named. Absolute.</param>
    public static string Of(TorrentMetainfo metainfo, string path)
    {
        var isContentItself = metainfo.IsSingleFile
            ? File.Exists(path)
            : NameIn(metainfo, path) is null;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return isContentItself && NamesOf(metainfo).Contains(name) && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { } parent
            ? parent
            : path;
    }

    /// <summary>What the torrent's file or folder is called in a folder: its safe name or, for content of whoever made the torrent, its own; null when neither is there.</summary>
    public static string? NameIn(TorrentMetainfo metainfo, string directory) =>
        NamesOf(metainfo).FirstOrDefault(name => Path.Exists(Path.Combine(directory, name)));

    private static IEnumerable<string> NamesOf(TorrentMetainfo metainfo) =>
        metainfo.OriginalName is { } original && !OperatingSystem.IsWindows() ? [metainfo.Name, original] : [metainfo.Name];
}
