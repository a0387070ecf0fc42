using System.Runtime.ExceptionServices;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>Hashes content with several threads, each taking piece after piece, within a fixed amount of memory.</summary>
/// <param name="fileSystem">Where the content is.</param>
/// <param name="format">Which hashes.</param>
/// <param name="pieceLength">Bytes of a piece.</param>
/// <param name="threads">Threads, at least 1.</param>
/// <param name="lanes">Pieces that a thread hashes at once; null for what suits the machine and the content.</param>
internal sealed class ContentHasher(IFileSystem fileSystem, TorrentFormat format, int pieceLength, int threads, int? lanes = null)
{
    /// <summary>Bytes that a thread holds of pieces that are hashed at once: half of what the smaller ones of today's cores have as a cache of their own.</summary>
    private const int CachedMemory = 256 * 1024;

    private const int GroupsPerThread = 4;

    /// <summary>Bytes of the buffers of all threads together.</summary>
    private const int BufferMemory = 64 * 1024 * 1024;

    private const int LargestBuffer = 4 * 1024 * 1024;
    private const int SmallestBuffer = 256 * 1024;

    /// <summary>Reads and hashes all of it.</summary>
    /// <exception cref="CreationException">A file cannot be read, or changed meanwhile.</exception>
    public async Task<ContentHashes> HashAsync(SourceTree tree, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var hashes = new ContentHashes(tree.Files, format, pieceLength);
        var pieces = PieceQueue.Count(tree.Files, format, pieceLength);
        var count = (int)Math.Min(threads, pieces);
        var length = tree.TotalLength;
        using var queue = new PieceQueue(tree, format, pieceLength, fileSystem);
        using var turns = new ReadTurns();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failures = new Exception?[count];
        await Task.WhenAll(Enumerable.Range(0, count).Select(worker => Task.Factory.StartNew(
            () =>
            {
                var sha1 = format == TorrentFormat.V2 ? null : NewHasher(HashKind.Sha1, length);
                var sha256 = format == TorrentFormat.V1 ? null : NewHasher(HashKind.Sha256, length);
                var width = Width(sha1, pieces);
                using var hasher = new PieceHasher((sha1, sha256), pieceLength, width, PartLength(count, width), turns, hashes, progress);
                failures[worker] = Work(queue, hasher, stop);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        cancellationToken.ThrowIfCancellationRequested();
        if (failures.FirstOrDefault(failure => failure is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }

        queue.RequireEmptyFilesUnchanged();
        return hashes;
    }

    /// <summary>Hashes pieces until there are no more; the failure that ended it early, null for none. Others are stopped by a failure.</summary>
    private static Exception? Work(PieceQueue queue, PieceHasher hasher, CancellationTokenSource stop)
    {
        try
        {
            var pieces = new List<PieceTask>(hasher.Width);
            for (queue.Next(pieces, hasher.Width); pieces.Count > 0; queue.Next(pieces, hasher.Width))
            {
                stop.Token.ThrowIfCancellationRequested();
                hasher.Hash(pieces, stop.Token);
            }

            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (CreationException exception)
        {
            stop.Cancel();
            return exception;
        }
        catch
        {
            // A bug of ours: it goes to whoever awaits, and nobody works on for nothing.
            stop.Cancel();
            throw;
        }
    }

    private MessageHasher NewHasher(HashKind kind, long length) => lanes is { } forced ? new MessageHasher(kind, forced) : new MessageHasher(kind, length);

    // Pieces at once are few enough that all threads have some to the end. Where the disk cannot be told what will be read, it is read in order.
    private int Width(MessageHasher? sha1, long pieces) => sha1 is null ? 1
        : lanes is not null || (OperatingSystem.IsLinux() && pieces >= (long)threads * sha1.Width * GroupsPerThread) ? sha1.Width
        : 1;

    private int PartLength(int workers, int width)
    {
        var length = width > 1 ? CachedMemory / width : Math.Clamp(BufferMemory / workers, SmallestBuffer, LargestBuffer);
        return Math.Min(length / PieceGeometry.BlockLength * PieceGeometry.BlockLength, pieceLength);
    }
}
