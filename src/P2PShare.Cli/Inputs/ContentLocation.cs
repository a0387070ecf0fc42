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
            : !Directory.Exists(Path.Combine(path, metainfo.Name));
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return isContentItself && name == metainfo.Name && Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { } parent
            ? parent
            : path;
    }
}
