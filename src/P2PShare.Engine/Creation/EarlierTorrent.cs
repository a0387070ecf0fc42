using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>Tells whether a torrent that is already there is what would be made now.</summary>
internal static class EarlierTorrent
{
    /// <summary>
    /// Whether it would come out the same if its hashes still hold, which is so as long as no file has changed since it was begun: names,
    /// lengths and options are compared byte for byte, without reading content.
    /// </summary>
    /// <param name="torrent">The torrent.</param>
    /// <param name="made">When it was begun at the latest.</param>
    /// <param name="tree">What is to be shared.</param>
    /// <param name="options">How.</param>
    /// <param name="composer">Would make it now.</param>
    public static bool Holds(TorrentMetainfo torrent, DateTime made, SourceTree tree, CreationOptions options, TorrentComposer composer)
    {
        TorrentFile[] files = [.. torrent.Files.Where(file => !file.IsPadding)];
        return files.Length == tree.Files.Count
            && tree.Files.All(file => file.Modified < made)
            && torrent.Format == options.Format
            && SaysTheSame(torrent, options)
            && composer.InfoWith(torrent.PieceHashes, file => files[file].PiecesRoot).SequenceEqual(torrent.InfoBytes.Span);
    }

    /// <summary>Whether what stands beside the content is the same. By whom and when it was made does not matter.</summary>
    public static bool SaysTheSame(TorrentMetainfo torrent, CreationOptions options) =>
        torrent.Trackers.Select(tier => string.Join(' ', tier)).SequenceEqual(options.Trackers.Select(tier => string.Join(' ', tier)))
        && torrent.WebSeeds.SequenceEqual(options.WebSeeds)
        && torrent.Nodes.SequenceEqual(options.Nodes)
        && torrent.Comment == options.Comment;
}
