using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Net.Memory;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// The way of a torrent's pieces through hash and disk, on workers, for those who may not block. What is written is recorded; whoever is told of it
/// makes it durable. Thread-safe.
/// </summary>
internal sealed class PieceIntake : IDisposable
{
    /// <summary>Pieces longer than this part of the block memory are not held whole: more than one must fit for peers to have pieces of their own.</summary>
    private const int LargePieceShare = 3;

    /// <summary>Blocks of a large piece are written when they make up this part of the block memory: 1 MiB of 48.</summary>
    private const int HeldShare = 48;

    /// <summary>Pieces that wait for each other take no more than this part of the block memory, and as much again while they are hashed.</summary>
    private const int GatheringShare = 3;

    /// <summary>Pieces of this part of the block memory are told of together, so that peers are too: 4 MiB of 48.</summary>
    private const int ToldShare = 12;

    /// <summary>Bytes that are remembered of each block of a piece that has been begun: who was asked, who sent it, where it is.</summary>
    private const int BlockState = 32;

    /// <summary>How long a piece may wait for others: nobody else can have it meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly ReadOnlyMemory<byte> Zeros = new byte[PieceGeometry.BlockLength];

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly PieceGeometry _geometry;
    private readonly ContentStore _store;
    private readonly TorrentRecord _record;
    private readonly PieceVerifier _verifier;
    private readonly ContentChecker _checker;
    private readonly Action _written;
    private readonly LargePieces? _large;
    private readonly Lock _lock = new();

    // Under the lock.
    private int _underWay;
    private TaskCompletionSource? _idle;

    private int _isPlanned;

    // Null until it is known whether it pays.
    private volatile PieceGathering<Arrival>? _gathering;
    private GroupVerifier? _together;
    private int _leastTogether;
    private int _toldTogether;

    /// <param name="context">What torrents share.</param>
    /// <param name="store">Where the content is.</param>
    /// <param name="record">Is told of what is there.</param>
    /// <param name="verifier">What pieces should be.</param>
    /// <param name="checker">Checks pieces that are in their files.</param>
    /// <param name="written">Called when something has been written.</param>
    /// <param name="plan">How many pieces are hashed at once; null for what is fastest.</param>
    public PieceIntake(EngineContext context, ContentStore store, TorrentRecord record, PieceVerifier verifier, ContentChecker checker, Action written, LanePlan? plan = null)
    {
        _context = context;
        _metainfo = store.Layout.Metainfo;
        _geometry = _metainfo.Geometry;
        _store = store;
        _record = record;
        _verifier = verifier;
        _checker = checker;
        _written = written;
        if (_geometry.PieceLength > context.Options.BlockMemory / LargePieceShare)
        {
            _large = new LargePieces(store, record);
            MostHeldBlocks = (int)Math.Max(1, context.Options.BlockMemory / HeldShare / PieceGeometry.BlockLength);
        }

        if (plan is { } known)
        {
            _isPlanned = 1;
            Prepare(known);
        }
    }

    /// <summary>Whether pieces are held in memory until they are whole.</summary>
    public bool HoldsWhole => _large is null;

    /// <summary>Blocks of one piece that may be in memory before <see cref="WriteHeld"/> is to be called; without bound where pieces are held whole.</summary>
    public int MostHeldBlocks { get; } = int.MaxValue;

    /// <summary>Most memory that a piece takes between its first block and the disk, in bytes. What is on its way to the disk counts as queued.</summary>
    public long MaxPieceCost => HoldsWhole ? long.MaxValue : ((long)MostHeldBlocks * PieceGeometry.BlockLength) + ((long)_geometry.BlockCountOf(0) * BlockState);

    /// <summary>Checks a whole piece and writes it, on a worker; then calls back from there, perhaps for several at once, and only then gives back what the budget reserved.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isLast">Whether nobody owes us any more blocks: no piece will soon follow.</param>
    /// <param name="done">Called back.</param>
    public void Take(PieceBuffer piece, bool isLast, Action<IReadOnlyList<SettledPiece>> done)
    {
        if (_large is not null)
        {
            WriteHeld(piece, done);
            Run(piece, piece.Held * (long)PieceGeometry.BlockLength, () => done([new SettledPiece(piece, TakeWritten(piece))]));
            return;
        }

        Plan();
        Begin();
        var arrival = new Arrival(piece, done);
        if (_gathering is { } gathering && piece.Length == _geometry.PieceLength)
        {
            gathering.Add(arrival, isLast);
        }
        else
        {
            TakeOne(arrival);
            if (isLast)
            {
                _gathering?.Flush();
            }
        }
    }

    /// <summary>Reads a piece that does not match into its buffer, on a worker; then calls back from there as for a piece that came wrong.</summary>
    public void ReadDamaged(PieceBuffer piece, Action<SettledPiece> done) => Run(piece, 0, () => done(new SettledPiece(piece, ReadNow(piece))));

    /// <summary>Writes those blocks of a large piece that are in memory, on a worker; calls back from there if the disk refuses them.</summary>
    public void WriteHeld(PieceBuffer piece, Action<IReadOnlyList<SettledPiece>> done)
    {
        var blocks = piece.TakeOut();
        piece.Writes ??= new SerialJobs(_context.Hashers);
        Run(piece, blocks.Count * (long)PieceGeometry.BlockLength, () =>
        {
            var wasRefused = piece.Failure is not null;
            WriteNow(piece, blocks);
            if (piece.Failure is { } failure && !wasRefused)
            {
                done([new SettledPiece(piece, new PieceOutcome(PieceFate.Refused, failure, null, null))]);
            }
        });
    }

    /// <summary>Completes when no piece is on its way any more; the caller has seen to it that none follows.</summary>
    public Task WhenWrittenAsync()
    {
        _gathering?.Flush();
        lock (_lock)
        {
            if (_underWay == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gathering?.Dispose();

    /// <summary>Has a worker find out, once, how many pieces this machine hashes at once.</summary>
    private void Plan()
    {
        if (Interlocked.Exchange(ref _isPlanned, 1) == 0)
        {
            _context.Hashers.Run(() => Prepare(LanePlan.For(_metainfo.Format, _geometry.PieceLength, _geometry.Span)));
        }
    }

    private void Prepare(LanePlan plan)
    {
        // A lane that stays empty costs as much as one that does not.
        _leastTogether = plan.Lanes / 2;
        _toldTogether = (int)Math.Max(1, _context.Options.BlockMemory / ToldShare / _geometry.PieceLength);
        var most = (int)Math.Min(plan.Lanes, _context.Options.BlockMemory / GatheringShare / _geometry.PieceLength);
        if (plan.Lanes > 1 && most >= _leastTogether)
        {
            _together = new GroupVerifier(_metainfo, _verifier, plan);
            _gathering = new PieceGathering<Arrival>(_context.Services.Time, most, Patience, TakeGroup);
        }
    }

    private void TakeGroup(IReadOnlyList<Arrival> arrivals)
    {
        if (arrivals.Count < Math.Max(2, _leastTogether))
        {
            foreach (var arrival in arrivals)
            {
                TakeOne(arrival);
            }

            return;
        }

        _context.Budget.Queue(BytesOf(arrivals));
        _context.Hashers.Run(() =>
        {
            var pieces = arrivals.Select(arrival => (arrival.Piece.Piece, Blocks: arrival.Piece.Bytes(Zeros))).ToArray();
            var matches = _context.Disk.Hash(() => _together!.Match(pieces));
            for (var first = 0; first < pieces.Length; first += _toldTogether)
            {
                var settled = Enumerable.Range(first, Math.Min(_toldTogether, pieces.Length - first))
                    .Select(i => (arrivals[i].Done, Piece: new SettledPiece(arrivals[i].Piece, Settle(arrivals[i].Piece, pieces[i].Blocks, matches[i]))))
                    .ToArray();
                End(settled.Sum(one => (long)one.Piece.Piece.Length), settled.Length, () => Tell(settled));
            }
        });
    }

    private static void Tell(IEnumerable<(Action<IReadOnlyList<SettledPiece>> Done, SettledPiece Piece)> settled)
    {
        foreach (var group in settled.GroupBy(one => one.Done, one => one.Piece))
        {
            group.Key([.. group]);
        }
    }

    private void TakeOne(Arrival arrival)
    {
        var (piece, done) = arrival;
        _context.Budget.Queue(piece.Length);
        _context.Hashers.Run(() => End(piece.Length, 1, () =>
        {
            var bytes = piece.Bytes(Zeros);
            done([new SettledPiece(piece, Settle(piece, bytes, _context.Disk.Hash(() => _verifier.Matches(piece.Piece, bytes))))]);
        }));
    }

    private static long BytesOf(IReadOnlyList<Arrival> arrivals) => arrivals.Sum(arrival => (long)arrival.Piece.Length);

    /// <summary>What becomes of a whole piece in memory.</summary>
    private PieceOutcome Settle(PieceBuffer piece, IReadOnlyList<ReadOnlyMemory<byte>> bytes, bool matches)
    {
        if (!matches)
        {
            return new PieceOutcome(PieceFate.Wrong, null, DigestsOf(bytes), LeavesOf(piece.Piece, bytes));
        }

        try
        {
            _context.Disk.Write(() =>
            {
                _record.Intend(piece.Piece);
                _store.Write(_geometry.OffsetOf(piece.Piece), bytes);
                _record.Written(piece.Piece);
            });
        }
        catch (StorageException failure)
        {
            return new PieceOutcome(PieceFate.Refused, failure, null, null);
        }

        _written();
        return new PieceOutcome(PieceFate.Stored, null, piece.IsWatched ? DigestsOf(bytes) : null, null);
    }

    /// <summary>What becomes of a whole large piece, whose blocks are in their files.</summary>
    private PieceOutcome TakeWritten(PieceBuffer piece)
    {
        if (piece.Failure is { } failure)
        {
            return new PieceOutcome(PieceFate.Refused, failure, null, null);
        }

        try
        {
            if (!_context.Disk.Hash(() => _checker.IsGood(piece.Piece)))
            {
                return new PieceOutcome(PieceFate.Wrong, null, DigestsOf(_large!.Read(piece.Piece)), LeavesOf(piece.Piece, _large.Read(piece.Piece)));
            }

            _record.Written(piece.Piece);
            _written();
            return new PieceOutcome(PieceFate.Stored, null, piece.IsWatched ? DigestsOf(_large!.Read(piece.Piece)) : null, null);
        }
        catch (StorageException refused)
        {
            return new PieceOutcome(PieceFate.Refused, refused, null, null);
        }
    }

    private void WriteNow(PieceBuffer piece, List<(int Block, BlockLease Lease)> blocks)
    {
        try
        {
            if (piece.Failure is null)
            {
                _context.Disk.Write(() => _large!.Write(piece.Piece, blocks));
            }
        }
        catch (StorageException failure)
        {
            piece.Failure = failure;
        }
        finally
        {
            foreach (var (_, lease) in blocks)
            {
                lease.Dispose();
            }
        }
    }

    private PieceOutcome ReadNow(PieceBuffer piece)
    {
        try
        {
            for (var block = 0; block < _geometry.BlockCountOf(piece.Piece); block++)
            {
                var lease = _context.Blocks.Rent();
                piece.Put(block, lease);
                var bytes = lease.Memory[.._geometry.BlockLengthOf(piece.Piece, block)];
                if (!_store.TryRead(_geometry.OffsetOf(piece.Piece) + ((long)block * PieceGeometry.BlockLength), [bytes]))
                {
                    return new PieceOutcome(PieceFate.Refused, null, null, null);
                }
            }

            return new PieceOutcome(PieceFate.Wrong, null, null, LeavesOf(piece.Piece, piece.Bytes(Zeros)));
        }
        catch (StorageException failure)
        {
            return new PieceOutcome(PieceFate.Refused, failure, null, null);
        }
    }

    /// <summary>Runs a job for a piece, behind those that write its blocks.</summary>
    private void Run(PieceBuffer piece, long bytes, Action job)
    {
        _context.Budget.Queue(bytes);
        Begin();
        if (piece.Writes is { } writes)
        {
            writes.Run(() => End(bytes, 1, job));
        }
        else
        {
            _context.Hashers.Run(() => End(bytes, 1, job));
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            _underWay++;
        }
    }

    /// <summary>Does the last that is to be done for pieces.</summary>
    private void End(long bytes, int pieces, Action job)
    {
        try
        {
            job();
        }
        finally
        {
            _context.Budget.Dequeue(bytes);
            lock (_lock)
            {
                _underWay -= pieces;
                if (_underWay == 0)
                {
                    _idle?.TrySetResult();
                    _idle = null;
                }
            }
        }
    }

    /// <summary>The leaves of a piece's blocks in its file's tree; null where it has none. BEP 52.</summary>
    private Sha256Hash[]? LeavesOf(int piece, IEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        if (!_verifier.Files.TryFind(piece, out _))
        {
            return null;
        }

        var leaves = new Sha256Hash[_geometry.BlockCountOf(piece)];
        foreach (var (block, bytes) in blocks.Index())
        {
            _verifier.Files.HashLeaves(piece, block, bytes.Span, leaves.AsSpan(block, 1));
        }

        return leaves;
    }

    private static BlockDigest[] DigestsOf(IEnumerable<ReadOnlyMemory<byte>> blocks) => [.. blocks.Select(block => BlockDigest.Of(block.Span))];

    /// <summary>A whole piece that has come, and who is to be told what became of it.</summary>
    private readonly record struct Arrival(PieceBuffer Piece, Action<IReadOnlyList<SettledPiece>> Done);
}
