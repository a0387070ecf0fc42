using System.Runtime.ExceptionServices;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>Hashes content with several threads, each taking piece after piece, within a fixed amount of memory.</summary>
/// <param name="fileSystem">Where the content is.</param>
/// <param name="format">Which hashes.</param>
/// <param name="pieceLength">Bytes of a piece.</param>
/// <param name="threads">Threads, at least 1.</param>
/// <param name="plan">How many pieces at once; null for what is fastest.</param>
internal sealed class ContentHasher(IFileSystem fileSystem, TorrentFormat format, int pieceLength, int threads, LanePlan? plan = null)
{
    /// <summary>Bytes of the buffers of all threads together.</summary>
    private const int BufferMemory = 64 * 1024 * 1024;

    private const int LargestBuffer = 4 * 1024 * 1024;
    private const int SmallestBuffer = 256 * 1024;

    /// <summary>Reads and hashes all of it.</summary>
    /// <exception cref="CreationException">A file cannot be read, or changed meanwhile.</exception>
    public async Task<ContentHashes> HashAsync(SourceTree tree, ProgressMeter progress, CancellationToken cancellationToken)
    {
        var hashes = new ContentHashes(tree.Files, format, pieceLength);
        var count = (int)Math.Min(threads, PieceQueue.Count(tree.Files, format, pieceLength));
        var fastest = plan ?? LanePlan.For(format, pieceLength, tree.TotalLength);
        using var queue = new PieceQueue(tree, format, pieceLength, fileSystem);
        using var turns = new ReadTurns();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var failures = new Exception?[count];
        await Task.WhenAll(Enumerable.Range(0, count).Select(worker => Task.Factory.StartNew(
            () =>
            {
                using var single = new PieceHasher(format, pieceLength, BufferLength(count), turns, hashes, progress);
                var group = fastest.Lanes > 1 ? new PieceGroupHasher(fastest, format, pieceLength, turns, hashes, progress) : null;
                var room = Enumerable.Range(0, fastest.Lanes).Select(_ => new PieceTask()).ToArray();
                failures[worker] = Work(queue, room, count, single, group, stop);
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
    private static Exception? Work(PieceQueue queue, PieceTask[] room, int workers, PieceHasher single, PieceGroupHasher? group, CancellationTokenSource stop)
    {
        try
        {
            for (var count = queue.Next(room, workers); count > 0; count = queue.Next(room, workers))
            {
                stop.Token.ThrowIfCancellationRequested();
                Hash(room.AsSpan(0, count), single, group, stop.Token);
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

    private static void Hash(ReadOnlySpan<PieceTask> pieces, PieceHasher single, PieceGroupHasher? group, CancellationToken cancellationToken)
    {
        if (group is not null && group.Takes(pieces))
        {
            group.Hash(pieces, cancellationToken);
            return;
        }

        foreach (var piece in pieces)
        {
            single.Hash(piece, cancellationToken);
        }
    }

    private int BufferLength(int workers)
    {
        var length = Math.Clamp(BufferMemory / workers, SmallestBuffer, LargestBuffer);
        return Math.Min(length / PieceGeometry.BlockLength * PieceGeometry.BlockLength, pieceLength);
    }
}
