namespace P2PShare.Cli.Watching;

/// <summary>A file in the watched folder that nobody deals with yet.</summary>
/// <param name="Name">Its name, which somebody else chose.</param>
/// <param name="Path">Where it lies, absolute.</param>
/// <param name="Length">Bytes, more than none.</param>
/// <param name="IsSettled">It has not changed for a while, so that it is as it is meant to be.</param>
/// <param name="IsNews">It has changed since it was last looked at.</param>
internal sealed record WatchedFile(string Name, string Path, long Length, bool IsSettled, bool IsNews)
{
    /// <summary>Whether it holds a link and no torrent.</summary>
    public bool IsLink => Name.EndsWith(WatchFolder.LinkExtension, StringComparison.OrdinalIgnoreCase);
}
