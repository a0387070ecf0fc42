using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>Makes torrents of files and folders, reading as a stream and hashing on all cores.</summary>
public sealed class TorrentCreator(IFileSystem files)
{
    /// <summary>Makes the torrent of a file or folder. Writes nothing.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told now and then, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CreationException">Nothing to share, a file that cannot be read or that changed meanwhile, options that do not fit.</exception>
    public Task<TorrentMetainfo> CreateAsync(string path, CreationOptions options, IProgress<HashProgress>? progress, CancellationToken cancellationToken) => throw new NotImplementedException(files.ToString());

    /// <summary>What would be shared, without reading it: path relative to the root, and length. For <c>--dry-run</c>.</summary>
    /// <exception cref="CreationException">Nothing to share.</exception>
    public IReadOnlyList<(string Path, long Length)> List(string path, CreationOptions options) => throw new NotImplementedException();

    /// <summary>The piece length that is chosen for content of this many bytes.</summary>
    public static int ChoosePieceLength(long totalLength) => throw new NotImplementedException();
}
