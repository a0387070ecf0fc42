using P2PShare.Engine.Creation;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Checks pieces of existing content on all cores: reads them from their files and hashes, several at once where that is faster. Never holds more
/// than two runs of bytes a core.
/// </summary>
/// <param name="store">The content.</param>
/// <param name="verifier">What it should be.</param>
/// <param name="plan">How many pieces at once; null for what is fastest.</param>
internal sealed class ContentChecker(ContentStore store, PieceVerifier verifier, LanePlan? plan = null)
{
    // Long enough that a disk reads at its full rate, short enough to stay in a core's cache while it is hashed.
    private const int RunLength = 256 * 1024;

    private readonly ContentLayout _layout = store.Layout;
    private readonly PieceGeometry _geometry = store.Layout.Metainfo.Geometry;

    /// <summary>Checks.</summary>
    /// <param name="pieces">Which pieces; not to be changed meanwhile.</param>
    /// <param name="progress">Told after each piece, from any thread; null for nobody.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The pieces that are there and match. The caller owns it.</returns>
    /// <exception cref="StorageException">A file that is there cannot be read.</exception>
    public async Task<Bitfield> CheckAsync(Bitfield pieces, IProgress<HashProgress>? progress, CancellationToken cancellationToken)
    {
        var (good, failures) = await CheckAllAsync(pieces, progress, cancellationToken);
        return failures.Count == 0 ? good : throw failures[0];
    }

    /// <summary>As <see cref="CheckAsync"/>, but goes on where a file cannot be read: its pieces are not good, and the first failure of each file is told.</summary>
    public async Task<(Bitfield Good, IReadOnlyList<StorageException> Failures)> CheckAllAsync(
        Bitfield pieces, IProgress<HashProgress>? progress, CancellationToken cancellationToken)
    {
        var run = new CheckRun(pieces, _geometry, _layout.Files, progress);
        var fastest = plan ?? LanePlan.For(_layout.Metainfo.Format, _geometry.PieceLength, (long)CountThere(pieces, run.Facts) * _geometry.PieceLength);
        var count = Math.Min(Environment.ProcessorCount, Math.Max(1, pieces.Count));
        var workers = Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(
            () => Work(run, fastest, count, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(workers);
        return (run.Good, run.Failures);
    }

    /// <summary>Those of these pieces whose files are long enough to hold them. The caller owns the set.</summary>
    /// <exception cref="StorageException">The system does not say.</exception>
    public Bitfield FindComplete(Bitfield pieces)
    {
        var facts = _layout.LookAtFiles();
        var complete = pieces.Clone();
        for (var piece = complete.NextSet(0); piece >= 0; piece = complete.NextSet(piece + 1))
        {
            if (!IsThere(piece, facts))
            {
                complete.Clear(piece);
            }
        }

        return complete;
    }

    /// <summary>Whether one piece is there and matches. Blocks.</summary>
    /// <exception cref="StorageException">A file that is there cannot be read.</exception>
    public bool IsGood(int piece) => IsGood(piece, new byte[Math.Min(RunLength, _geometry.PieceLength)], CancellationToken.None);

    private void Work(CheckRun run, LanePlan fastest, int workers, CancellationToken cancellationToken)
    {
        var group = fastest.Lanes > 1 ? new CheckGroup(store, verifier, fastest) : null;
        var buffer = new byte[Math.Min(RunLength, _geometry.PieceLength)];
        var room = new int[fastest.Lanes];
        for (var taken = run.Take(room, workers); taken > 0; taken = run.Take(room, workers))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pieces = room.AsSpan(0, KeepThere(run, room.AsSpan(0, taken)));
            if (group is not null && group.Takes(pieces))
            {
                group.Check(pieces, run, cancellationToken);
                continue;
            }

            foreach (var piece in pieces)
            {
                CheckOne(run, piece, buffer, cancellationToken);
            }
        }
    }

    private void CheckOne(CheckRun run, int piece, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            run.Done(piece, IsGood(piece, buffer, cancellationToken));
        }
        catch (StorageException failure)
        {
            run.Failed(piece, failure);
        }
    }

    /// <summary>Moves the pieces that are there to the front; how many they are. The others are done with.</summary>
    private int KeepThere(CheckRun run, Span<int> pieces)
    {
        var kept = 0;
        foreach (var piece in pieces)
        {
            if (IsThere(piece, run.Facts))
            {
                pieces[kept++] = piece;
            }
            else
            {
                run.Done(piece, isGood: false);
            }
        }

        return kept;
    }

    private int CountThere(Bitfield pieces, FileFacts?[] facts)
    {
        var count = 0;
        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            count += IsThere(piece, facts) ? 1 : 0;
        }

        return count;
    }

    // Nothing is read of what cannot be there.
    private bool IsThere(int piece, FileFacts?[] facts)
    {
        foreach (var segment in _layout.SegmentsOf(piece))
        {
            if (segment.File is { } file ? facts[file.Ordinal] is not { } known || known.Length < segment.Position + segment.Length : !segment.IsZero)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsGood(int piece, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = _geometry.LengthOf(piece);
        var check = verifier.Begin(piece);
        var destination = new Memory<byte>[1];
        for (var done = 0; done < length && !cancellationToken.IsCancellationRequested; done += destination[0].Length)
        {
            destination[0] = buffer.AsMemory(0, Math.Min(buffer.Length, length - done));
            if (!store.TryRead(_geometry.OffsetOf(piece) + done, destination))
            {
                break;
            }

            check.Append(destination[0].Span);
        }

        // Too few bytes are no match either.
        return verifier.End(check);
    }
}
