using P2PShare.Engine.Creation;
using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Checks pieces of existing content on all cores: reads them from their files and hashes, several pieces at once where the machine does that
/// faster. Never holds more than a few hundred kilobytes a core.
/// </summary>
/// <param name="store">The content.</param>
/// <param name="verifier">What it should be.</param>
/// <param name="width">Pieces that a core checks at once; null for what suits the machine and the content.</param>
internal sealed class ContentChecker(ContentStore store, PieceVerifier verifier, int? width = null)
{
    // Of all pieces at once. Long enough that a disk reads at its full rate, short enough to stay in a core's cache while it is hashed.
    private const int RunLength = 256 * 1024;

    private const int GroupsPerCore = 4;

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
        var atOnce = WidthFor(pieces.Count);
        var workers = Enumerable.Range(0, Math.Min(Environment.ProcessorCount, Math.Max(1, pieces.Count)))
            .Select(_ => Task.Factory.StartNew(
                () => Work(run, atOnce, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
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
    public bool IsGood(int piece)
    {
        var group = new CheckGroup(store, verifier, width: 1, RunLength);
        group.Check([piece], CancellationToken.None);
        return group.Failures[0] is { } failure ? throw failure : group.IsGood[0];
    }

    private void Work(CheckRun run, int atOnce, CancellationToken cancellationToken)
    {
        var group = new CheckGroup(store, verifier, atOnce, RunLength);
        var taken = new int[atOnce];
        for (var count = run.Take(taken); count > 0; count = run.Take(taken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var there = 0;
            foreach (var piece in taken.AsSpan(0, count))
            {
                if (IsThere(piece, run.Facts))
                {
                    taken[there++] = piece;
                }
                else
                {
                    run.Done(piece, isGood: false);
                }
            }

            group.Check(taken.AsSpan(0, there), cancellationToken);
            Tell(run, group, taken.AsSpan(0, there));
        }
    }

    private static void Tell(CheckRun run, CheckGroup group, ReadOnlySpan<int> pieces)
    {
        for (var i = 0; i < pieces.Length; i++)
        {
            if (group.Failures[i] is { } failure)
            {
                run.Failed(pieces[i], failure);
            }
            else
            {
                run.Done(pieces[i], group.IsGood[i]);
            }
        }
    }

    // Few enough that all cores have some to the end. Where the disk cannot be told what will be read, it is read in order.
    private int WidthFor(int pieces) => width
        ?? (OperatingSystem.IsLinux() && pieces >= (long)Environment.ProcessorCount * verifier.Width * GroupsPerCore ? verifier.Width : 1);

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
}
