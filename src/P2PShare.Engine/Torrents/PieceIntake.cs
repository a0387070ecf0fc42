using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
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

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly PieceGeometry _geometry;
    private readonly PieceVerifier _verifier;
    private readonly PieceWriter _writer;
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
    /// <param name="metainfo">The torrent.</param>
    /// <param name="verifier">What pieces should be.</param>
    /// <param name="writer">What becomes of them.</param>
    /// <param name="plan">How many pieces are hashed at once; null for what is fastest.</param>
    public PieceIntake(EngineContext context, TorrentMetainfo metainfo, PieceVerifier verifier, PieceWriter writer, LanePlan? plan = null)
    {
        _context = context;
        _metainfo = metainfo;
        _geometry = metainfo.Geometry;
        _verifier = verifier;
        _writer = writer;
        HoldsWhole = _geometry.PieceLength <= context.Options.BlockMemory / LargePieceShare;
        MostHeldBlocks = HoldsWhole ? int.MaxValue : (int)Math.Max(1, context.Options.BlockMemory / HeldShare / PieceGeometry.BlockLength);
        if (plan is { } known)
        {
            _isPlanned = 1;
            Prepare(known);
        }
    }

    /// <summary>Whether pieces are held in memory until they are whole.</summary>
    public bool HoldsWhole { get; }

    /// <summary>Blocks of one piece that may be in memory before <see cref="WriteHeld"/> is to be called; without bound where pieces are held whole.</summary>
    public int MostHeldBlocks { get; }

    /// <summary>Most memory that a piece takes between its first block and the disk, in bytes. What is on its way to the disk counts as queued.</summary>
    public long MaxPieceCost => HoldsWhole ? long.MaxValue : ((long)MostHeldBlocks * PieceGeometry.BlockLength) + ((long)_geometry.BlockCountOf(0) * BlockState);

    /// <summary>Checks a whole piece and writes it, on a worker; then calls back from there, perhaps for several at once, and only then gives back what the budget reserved.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isLast">Whether nobody owes us any more blocks: no piece will soon follow.</param>
    /// <param name="done">Called back.</param>
    public void Take(PieceBuffer piece, bool isLast, Action<IReadOnlyList<SettledPiece>> done)
    {
        if (!HoldsWhole)
        {
            WriteHeld(piece, done);
            Run(piece, piece.Held * (long)PieceGeometry.BlockLength, () => done([new SettledPiece(piece, _writer.SettleWritten(piece))]));
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
    public void ReadDamaged(PieceBuffer piece, Action<SettledPiece> done) => Run(piece, 0, () => done(new SettledPiece(piece, _writer.ReadDamaged(piece))));

    /// <summary>Writes those blocks of a large piece that are in memory, on a worker; calls back from there if the disk refuses them.</summary>
    public void WriteHeld(PieceBuffer piece, Action<IReadOnlyList<SettledPiece>> done)
    {
        var blocks = piece.TakeOut();
        piece.Writes ??= new SerialJobs(_context.Hashers);
        Run(piece, blocks.Count * (long)PieceGeometry.BlockLength, () =>
        {
            var wasRefused = piece.Failure is not null;
            _writer.WriteHeld(piece, blocks);
            if (piece.Failure is { } failure && !wasRefused)
            {
                done([new SettledPiece(piece, PieceOutcome.Refused(failure))]);
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
            var pieces = Check(arrivals);
            for (var first = 0; first < pieces.Length; first += _toldTogether)
            {
                var begin = first;
                var some = new ArraySegment<CheckedPiece>(pieces, begin, Math.Min(_toldTogether, pieces.Length - begin));
                End(some.Sum(static piece => (long)piece.Piece.Length), some.Count, () => Tell(arrivals, begin, some, _writer.Settle(some)));
            }
        });
    }

    private CheckedPiece[] Check(IReadOnlyList<Arrival> arrivals)
    {
        var bytes = new (int Piece, IReadOnlyList<ReadOnlyMemory<byte>> Blocks)[arrivals.Count];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (arrivals[i].Piece.Piece, arrivals[i].Piece.Bytes());
        }

        var matches = _context.Disk.Hash(() => _together!.Match(bytes));
        var pieces = new CheckedPiece[bytes.Length];
        for (var i = 0; i < pieces.Length; i++)
        {
            pieces[i] = new CheckedPiece(arrivals[i].Piece, bytes[i].Blocks, matches[i]);
        }

        return pieces;
    }

    /// <summary>Tells those who wait what became of their pieces, each of all that follow one another.</summary>
    private static void Tell(IReadOnlyList<Arrival> arrivals, int first, ArraySegment<CheckedPiece> pieces, PieceOutcome[] outcomes)
    {
        var settled = new List<SettledPiece>(outcomes.Length);
        for (var i = 0; i < outcomes.Length; i++)
        {
            settled.Add(new SettledPiece(pieces[i].Piece, outcomes[i]));
            var done = arrivals[first + i].Done;
            if (i == outcomes.Length - 1 || arrivals[first + i + 1].Done != done)
            {
                done(settled);
                settled = [];
            }
        }
    }

    private void TakeOne(Arrival arrival)
    {
        var (piece, done) = arrival;
        _context.Budget.Queue(piece.Length);
        _context.Hashers.Run(() => End(piece.Length, 1, () =>
        {
            var bytes = piece.Bytes();
            var matches = _context.Disk.Hash(() => _verifier.Matches(piece.Piece, bytes));
            done([new SettledPiece(piece, _writer.Settle([new CheckedPiece(piece, bytes, matches)])[0])]);
        }));
    }

    private static long BytesOf(IReadOnlyList<Arrival> arrivals) => arrivals.Sum(arrival => (long)arrival.Piece.Length);

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

    /// <summary>A whole piece that has come, and who is to be told what became of it.</summary>
    private readonly record struct Arrival(PieceBuffer Piece, Action<IReadOnlyList<SettledPiece>> Done);
}
