using P2PShare.Engine.Creation;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>What the workers of one check share: who takes which piece next, and what was found. Thread-safe.</summary>
internal sealed class CheckRun
{
    private readonly Lock _lock = new();
    private readonly Bitfield _pieces;
    private readonly PieceGeometry _geometry;
    private readonly IProgress<HashProgress>? _progress;
    private readonly long _total;
    private readonly List<StorageException> _failures = [];

    // Under the lock.
    private int _next;
    private int _left;
    private long _done;

    public CheckRun(Bitfield pieces, PieceGeometry geometry, IReadOnlyList<StoredFile> files, IProgress<HashProgress>? progress)
    {
        _pieces = pieces;
        _geometry = geometry;
        _progress = progress;
        Facts = [.. files.Select(Look)];
        Good = new Bitfield(pieces.Length);
        _left = pieces.Count;
        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            _total += geometry.LengthOf(piece);
        }
    }

    /// <summary>What was known of the files when it began.</summary>
    public FileFacts?[] Facts { get; }

    /// <summary>Pieces that match; to be read when all workers have ended.</summary>
    public Bitfield Good { get; }

    /// <summary>The first failure of each file; to be read when all workers have ended.</summary>
    public IReadOnlyList<StorageException> Failures => _failures;

    /// <summary>
    /// Takes the next pieces, in their order, so that the workers' reads are neighbours on the disk: as many as there is room for while each worker
    /// can have as many again, then one at a time, so that all have some to the end.
    /// </summary>
    /// <param name="room">Filled in.</param>
    /// <param name="workers">How many take from this run.</param>
    /// <returns>How many pieces; 0 when all are taken.</returns>
    public int Take(Span<int> room, int workers)
    {
        lock (_lock)
        {
            var most = _left >= (long)workers * room.Length ? room.Length : Math.Min(1, _left);
            for (var taken = 0; taken < most; taken++)
            {
                room[taken] = _pieces.NextSet(_next);
                _next = room[taken] + 1;
            }

            _left -= most;
            return most;
        }
    }

    public void Done(int piece, bool isGood)
    {
        HashProgress progress;
        lock (_lock)
        {
            if (isGood)
            {
                Good.Set(piece);
            }

            _done += _geometry.LengthOf(piece);
            progress = new HashProgress(_done, _total);
        }

        _progress?.Report(progress);
    }

    public void Failed(int piece, StorageException failure)
    {
        Keep(failure);
        Done(piece, isGood: false);
    }

    private FileFacts? Look(StoredFile file)
    {
        try
        {
            return ContentLayout.Look(file);
        }
        catch (StorageException failure)
        {
            Keep(failure);
            return null;
        }
    }

    private void Keep(StorageException failure)
    {
        lock (_lock)
        {
            if (!_failures.Exists(known => known.Path == failure.Path))
            {
                _failures.Add(failure);
            }
        }
    }
}
