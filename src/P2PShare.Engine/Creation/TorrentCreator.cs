using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>
/// Makes torrents of files and folders, reading as a stream and hashing on all cores. The same content and options give the same info-hash on
/// every machine and file system.
/// </summary>
/// <remarks>
/// Files stand in the order of a v2 file tree, component by component as bytes of UTF-8, in v1 too. Empty files, executable bits and symbolic
/// links within the folder are kept (BEP 47), empty folders cannot be. Memory is 64 MiB of buffers, whatever the size of content and pieces.
/// </remarks>
/// <param name="files">The disk.</param>
/// <param name="time">The clock that progress is measured out by; null for the system's.</param>
public sealed class TorrentCreator(IFileSystem files, TimeProvider? time = null)
{
    /// <summary>Makes the torrent of a file or folder. Writes nothing.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">Told at most ten times a second, of numbers that never fall, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CreationException">Nothing to share, a file that cannot be read or that changed meanwhile, options that do not fit.</exception>
    public Task<TorrentMetainfo> CreateAsync(string path, CreationOptions options, IProgress<HashProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads ?? 1, 1, nameof(options));
        return Task.Run(() => MakeAsync(path, options, progress, cancellationToken), cancellationToken);
    }

    /// <summary>What would be shared, without reading it: path relative to the root, and length. For <c>--dry-run</c>.</summary>
    /// <exception cref="CreationException">Nothing to share.</exception>
    public IReadOnlyList<(string Path, long Length)> List(string path, CreationOptions options) =>
        [.. new SourceWalker(files, options, CancellationToken.None).Walk(path).Files.Select(file => (string.Join('/', file.Components), file.Length))];

    /// <summary>
    /// Whether a torrent that was made earlier is what would be made now, as far as that can be told without reading content: the same files,
    /// lengths and options, and no file changed since. Who made it and when does not matter. Blocks.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">How it would be made now.</param>
    /// <param name="torrent">The torrent.</param>
    /// <param name="made">When its content was looked at: what has changed later may differ. UTC.</param>
    /// <exception cref="CreationException">Nothing to share, or options that do not fit.</exception>
    public bool IsUpToDate(string path, CreationOptions options, TorrentMetainfo torrent, DateTime made)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(torrent);
        var tree = new SourceWalker(files, options, CancellationToken.None).Walk(path);
        var pieceLength = PieceLengthFor(options, [.. tree.Files.Select(file => file.Length)]);
        return EarlierTorrent.Holds(torrent, made, tree, options, new TorrentComposer(tree, options, pieceLength));
    }

    /// <summary>Whether two torrents are of the same content and say the same beside it. Who made them and when does not matter.</summary>
    public static bool IsSame(TorrentMetainfo torrent, TorrentMetainfo other)
    {
        ArgumentNullException.ThrowIfNull(torrent);
        ArgumentNullException.ThrowIfNull(other);
        return torrent.InfoBytes.Span.SequenceEqual(other.InfoBytes.Span) && EarlierTorrent.SaysTheSame(
            torrent, new CreationOptions { Trackers = other.Trackers, WebSeeds = other.WebSeeds, Nodes = other.Nodes, Comment = other.Comment });
    }

    /// <summary>
    /// The piece length that is chosen for content of this many bytes: the smallest power of two, from 16 KiB to 16 MiB, that makes at most
    /// 2,048 pieces. A hybrid of many small files gets shorter ones, so that its padding is not more than its content.
    /// </summary>
    public static int ChoosePieceLength(long totalLength) => PieceLengthRule.Choose(totalLength);

    /// <summary>The piece length of a torrent of files of these lengths: what the options say, or what is chosen.</summary>
    /// <exception cref="CreationException">What the options say does not fit.</exception>
    public static int PieceLengthFor(CreationOptions options, IReadOnlyList<long> fileLengths)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fileLengths);
        return PieceLengthRule.For(options, fileLengths);
    }

    private async Task<TorrentMetainfo> MakeAsync(string path, CreationOptions options, IProgress<HashProgress>? progress, CancellationToken cancellationToken)
    {
        OuterFields.Check(options);
        var tree = new SourceWalker(files, options, cancellationToken).Walk(path);
        var pieceLength = PieceLengthFor(options, [.. tree.Files.Select(file => file.Length)]);
        var composer = new TorrentComposer(tree, options, pieceLength);
        composer.Rehearse();
        var hasher = new ContentHasher(files, options.Format, pieceLength, options.Threads ?? Environment.ProcessorCount);
        var meter = new ProgressMeter(progress, tree.TotalLength, time ?? TimeProvider.System);
        return composer.Compose(await hasher.HashAsync(tree, meter, cancellationToken));
    }
}
