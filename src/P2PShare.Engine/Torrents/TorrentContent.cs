using P2PShare.Engine.Creation;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Net.Memory;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// A torrent's content on disk and the record of what of it is there, for those who may not block: reads, checks, and the way of a whole
/// piece through hash and disk. *Data is flushed before it is recorded as had.*
/// </summary>
internal sealed class TorrentContent
{
    /// <summary>How often what was written is made durable. A power cut costs what came in since; a kill costs nothing.</summary>
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(5);

    /// <summary>Pieces longer than this part of the block memory are not held whole: more than one must fit for peers to have pieces of their own.</summary>
    private const int LargePieceShare = 3;

    /// <summary>Blocks of a large piece are written when they make up this part of the block memory: 1 MiB of 48.</summary>
    private const int HeldShare = 48;

    /// <summary>Bytes that are remembered of each block of a piece that has been begun: who was asked, who sent it, where it is.</summary>
    private const int BlockState = 32;

    private static readonly ReadOnlyMemory<byte> Zeros = new byte[PieceGeometry.BlockLength];

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly TorrentRecord _record;
    private readonly ContentStore _store;
    private readonly ContentChecker _checker;
    private readonly PieceVerifier _verifier;
    private readonly LargePieces? _large;
    private readonly bool _isReadOnly;
    private readonly bool _checkAll;
    private readonly Lock _lock = new();
    private readonly Lock _flushing = new();
    private volatile bool _isComplete;

    // Under the lock. What an earlier process wrote and did not make durable is ours to make so: there is something to do from the start.
    private bool _isDirty = true;
    private StorageException? _failure;
    private TransferTotals _totals;
    private TransferTotals _recordedTotals;
    private int _underWay;
    private TaskCompletionSource? _idle;
    private TimeSpan _checkpointAt;
    private Task _checkpoint = Task.CompletedTask;

    private TorrentContent(EngineContext context, TorrentMetainfo metainfo, TorrentOptions options, ContentStore store, TorrentRecord record)
    {
        _context = context;
        _metainfo = metainfo;
        _record = record;
        _isReadOnly = options.SeedOnly;
        _checkAll = options.CheckAll;
        _store = store;
        Before = _totals = _recordedTotals = new TransferTotals(record.Resume.Uploaded, record.Resume.Downloaded);
        _verifier = new PieceVerifier(metainfo);
        _store.Expect(record.Resume.Trusted, record.Resume.Facts);
        _checker = new ContentChecker(_store, _verifier);
        if (metainfo.Geometry.PieceLength > context.Options.BlockMemory / LargePieceShare)
        {
            _large = new LargePieces(_store, record);
            MostHeldBlocks = (int)Math.Max(1, context.Options.BlockMemory / HeldShare / PieceGeometry.BlockLength);
        }

        Reader = new ContentReader(metainfo.Geometry, _store, context.Readers);
    }

    /// <summary>For uploads.</summary>
    public ContentReader Reader { get; }

    /// <summary>Blocks of one piece that may be in memory before <see cref="WriteHeld"/> is to be called; without bound where pieces are held whole.</summary>
    public int MostHeldBlocks { get; } = int.MaxValue;

    /// <summary>Most memory that a piece takes between its first block and the disk, in bytes. What is on its way to the disk counts as queued.</summary>
    public long MaxPieceCost => _large is null ? long.MaxValue : ((long)MostHeldBlocks * PieceGeometry.BlockLength) + ((long)_metainfo.Geometry.BlockCountOf(0) * BlockState);

    /// <summary>Pieces that a check of everything found wrong though their files are there in full, and whose blocks have hashes of their own. BEP 52. Null for none.</summary>
    public Bitfield? Damaged { get; private set; }

    /// <summary>What went to and fro in the runs before.</summary>
    public TransferTotals Before { get; }

    /// <summary>How a piece is checked.</summary>
    public PieceVerifier Verifier => _verifier;

    /// <summary>Opens the torrent's record. Blocks.</summary>
    /// <exception cref="StorageException">Its state cannot be kept, or another process runs it.</exception>
    public static TorrentContent Open(EngineContext context, TorrentMetainfo metainfo, TorrentOptions options)
    {
        var layout = context.State.Lay(metainfo, options.ContentDirectory, options.SelectedFiles, options.SeedOnly);
        var record = TorrentRecord.Open(context.State, layout, context.Services.Time);
        return new TorrentContent(context, metainfo, options, new ContentStore(layout, context.Handles, options.Preallocate), record);
    }

    /// <summary>Which pieces are here: those that the record vouches for, and those that a check finds.</summary>
    public async Task<Bitfield> FindWhatIsHereAsync(IProgress<HashProgress> progress, CancellationToken cancellationToken)
    {
        var (have, doubtful) = _checkAll ? Nothing() : (_record.Resume.Trusted.Clone(), _record.Resume.Doubtful);
        if (!doubtful.IsEmpty)
        {
            await _context.Checks.WaitAsync(cancellationToken);
            try
            {
                var found = await _checker.CheckAsync(doubtful, progress, cancellationToken);
                for (var piece = found.NextSet(0); piece >= 0; piece = found.NextSet(piece + 1))
                {
                    have.Set(piece);
                }

                _record.Checked(doubtful, found);
                Damaged = _checkAll && _large is null ? FindDamaged(doubtful, found) : null;
                MarkDirty();
            }
            finally
            {
                _verifier.Rest();
                _context.Checks.Release();
            }
        }

        // Until now nobody could have said what was right before a change.
        _store.IsStillGood = IsStillGood;
        return have;
    }

    /// <summary>Checks a whole piece and writes it, on a worker; then calls back from there, and only then gives back what the budget reserved.</summary>
    public void Take(PieceBuffer piece, Action<PieceBuffer, PieceOutcome> done)
    {
        if (_large is not null)
        {
            WriteHeld(piece, done);
        }

        Run(piece, piece.Held * (long)PieceGeometry.BlockLength, () => done(piece, TakeNow(piece)));
    }

    /// <summary>Reads a piece that does not match into its buffer, on a worker; then calls back from there as for a piece that came wrong.</summary>
    public void ReadDamaged(PieceBuffer piece, Action<PieceBuffer, PieceOutcome> done) => Run(piece, 0, () => done(piece, ReadNow(piece)));

    /// <summary>Writes those blocks of a large piece that are in memory, on a worker; calls back from there if the disk refuses them.</summary>
    public void WriteHeld(PieceBuffer piece, Action<PieceBuffer, PieceOutcome> done)
    {
        var blocks = piece.TakeOut();
        piece.Writes ??= new SerialJobs(_context.Hashers);
        Run(piece, blocks.Count * (long)PieceGeometry.BlockLength, () =>
        {
            var wasRefused = piece.Failure is not null;
            WriteNow(piece, blocks);
            if (piece.Failure is { } failure && !wasRefused)
            {
                done(piece, new PieceOutcome(PieceFate.Refused, failure, null, null));
            }
        });
    }

    /// <summary>Completes when no piece is on its way any more; the caller has seen to it that none follows.</summary>
    public Task WhenWrittenAsync()
    {
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

    /// <summary>What to say of a piece that was here and cannot be read.</summary>
    public StorageException DescribeLoss(int piece) => _store.DescribeLoss(piece);

    /// <summary>Where each piece belongs in the trees of the files. BEP 52.</summary>
    public HashedFiles HashedFiles => _verifier.Files;

    /// <summary>Bytes of a piece.</summary>
    public int LengthOf(int piece) => _metainfo.Geometry.LengthOf(piece);

    /// <summary>Hashes blocks of a piece into leaves, from its block <paramref name="first"/> on; what lies behind the file's end is padding and is in no tree.</summary>
    public void HashLeaves(int piece, int first, ReadOnlySpan<byte> bytes, Span<Sha256Hash> leaves)
    {
        var end = HashedFiles.TryFind(piece, out var file) ? file.Tree.LengthOf(piece - file.FirstPiece) : 0;
        for (var index = 0; index < leaves.Length && index * PieceGeometry.BlockLength < bytes.Length; index++)
        {
            var left = end - ((first + index) * PieceGeometry.BlockLength);
            if (left > 0)
            {
                var block = bytes[(index * PieceGeometry.BlockLength)..];
                leaves[index] = MerkleTree.HashBlock(block[..Math.Min(block.Length, Math.Min(left, PieceGeometry.BlockLength))]);
            }
        }
    }

    /// <summary>A piece that was here is not any more, or never was.</summary>
    public void Lose(int piece)
    {
        try
        {
            _record.Failed(piece);
        }
        catch (StorageException failure)
        {
            // How it was lost is what ends the torrent. Files that others changed are checked the next time, whatever is recorded.
            EngineLog.RecordFailed(_context.Logger, _metainfo.Name, failure);
        }
    }

    /// <summary>Makes durable what was written, now and then. Never blocks. The failure, once the disk has refused: then the torrent is to end.</summary>
    /// <param name="totals">What went to and fro in all runs; recorded too.</param>
    public StorageException? CheckpointIfDue(TransferTotals totals)
    {
        var now = _context.Clock.Now;
        lock (_lock)
        {
            _totals = totals;
            if ((_isDirty || _totals != _recordedTotals) && _failure is null && now >= _checkpointAt && _checkpoint.IsCompleted)
            {
                _checkpointAt = now + CheckpointInterval;
                _checkpoint = CheckpointAsync();
            }

            return _failure;
        }
    }

    /// <summary>Completes when no checkpoint is on its way.</summary>
    public Task WhenCheckpointedAsync()
    {
        lock (_lock)
        {
            return _checkpoint;
        }
    }

    /// <summary>All wanted pieces are here: makes what no piece brings into being, and all of it durable.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public async Task CompleteAsync()
    {
        if (!_isReadOnly)
        {
            await _context.Hashers.RunAsync(() =>
            {
                _store.Complete();
                return true;
            });
        }

        _isComplete = true;
        await FlushAsync();
        Rest();
    }

    /// <summary>Nothing is to be checked for a while: holds less memory until then.</summary>
    public void Rest() => _verifier.Rest();

    /// <summary>Makes durable what was written and closes; the failure, if the disk refused.</summary>
    /// <param name="totals">What went to and fro in all runs; recorded too.</param>
    public async Task<StorageException?> CloseAsync(TransferTotals totals)
    {
        StorageException? failure;
        try
        {
            await WhenCheckpointedAsync();
            failure = _failure;
            _totals = totals;
            await FlushAsync();
        }
        catch (StorageException refused)
        {
            failure = refused;
        }

        _store.Dispose();
        _record.Dispose();
        return failure;
    }

    /// <summary>Whether all that is here of a file matches, after someone else changed it, be it only its time. Blocks.</summary>
    private bool IsStillGood(StoredFile file)
    {
        var here = _record.Here();
        var pieces = new Bitfield(_metainfo.Geometry.PieceCount);
        foreach (var piece in _store.Layout.PiecesOf(file).Where(piece => here[piece]))
        {
            pieces.Set(piece);
        }

        // A store of its own, which takes files as they are: what is changed while it reads is noticed afterwards.
        var checker = new ContentChecker(new ContentStore(_store.Layout, _context.Handles) { IsStillGood = static _ => true }, _verifier);
        var (good, failures) = checker.CheckAllAsync(pieces, null, CancellationToken.None).GetAwaiter().GetResult();
        if (failures.Count > 0 || good.Count != pieces.Count)
        {
            return false;
        }

        _context.Tell(new EngineEvent.Warning(_context.Now, _metainfo.InfoHashes, $"`{file.Path}` was touched by another program; what is here of it still matches"));
        return true;
    }

    /// <summary>Runs a job for a piece, behind those that write its blocks.</summary>
    private void Run(PieceBuffer piece, long bytes, Action job)
    {
        _context.Budget.Queue(bytes);
        lock (_lock)
        {
            _underWay++;
        }

        void Do()
        {
            try
            {
                job();
            }
            finally
            {
                _context.Budget.Dequeue(bytes);
                EndTake();
            }
        }

        if (piece.Writes is { } writes)
        {
            writes.Run(Do);
        }
        else
        {
            _context.Hashers.Run(Do);
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

    private Bitfield FindDamaged(Bitfield looked, Bitfield good)
    {
        var damaged = _checker.FindComplete(looked);
        for (var piece = damaged.NextSet(0); piece >= 0; piece = damaged.NextSet(piece + 1))
        {
            if (good[piece] || !HashedFiles.TryGetNode(piece, out _))
            {
                damaged.Clear(piece);
            }
        }

        return damaged;
    }

    private PieceOutcome ReadNow(PieceBuffer piece)
    {
        try
        {
            for (var block = 0; block < _metainfo.Geometry.BlockCountOf(piece.Piece); block++)
            {
                var lease = _context.Blocks.Rent();
                piece.Put(block, lease);
                var bytes = lease.Memory[.._metainfo.Geometry.BlockLengthOf(piece.Piece, block)];
                if (!_store.TryRead(_metainfo.Geometry.OffsetOf(piece.Piece) + ((long)block * PieceGeometry.BlockLength), [bytes]))
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

    /// <summary>Nothing is known, and all is doubtful.</summary>
    private (Bitfield Have, Bitfield Doubtful) Nothing()
    {
        var all = new Bitfield(_metainfo.Geometry.PieceCount);
        all.SetAll();
        return (new Bitfield(_metainfo.Geometry.PieceCount), all);
    }

    private PieceOutcome TakeNow(PieceBuffer piece)
    {
        try
        {
            return _large is null ? TakeWhole(piece, piece.Bytes(Zeros)) : TakeWritten(piece);
        }
        catch (StorageException failure)
        {
            return new PieceOutcome(PieceFate.Refused, failure, null, null);
        }
    }

    private PieceOutcome TakeWhole(PieceBuffer piece, IReadOnlyList<ReadOnlyMemory<byte>> bytes)
    {
        if (!_context.Disk.Hash(() => _verifier.Matches(piece.Piece, bytes)))
        {
            return new PieceOutcome(PieceFate.Wrong, null, DigestsOf(bytes), LeavesOf(piece.Piece, bytes));
        }

        _context.Disk.Write(() =>
        {
            _record.Intend(piece.Piece);
            _store.Write(_metainfo.Geometry.OffsetOf(piece.Piece), bytes);
            _record.Written(piece.Piece);
        });
        MarkDirty();
        return new PieceOutcome(PieceFate.Stored, null, piece.IsWatched ? DigestsOf(bytes) : null, null);
    }

    private PieceOutcome TakeWritten(PieceBuffer piece)
    {
        if (piece.Failure is { } failure)
        {
            return new PieceOutcome(PieceFate.Refused, failure, null, null);
        }

        if (!_context.Disk.Hash(() => _checker.IsGood(piece.Piece)))
        {
            return new PieceOutcome(PieceFate.Wrong, null, DigestsOf(_large!.Read(piece.Piece)), LeavesOf(piece.Piece, _large.Read(piece.Piece)));
        }

        _record.Written(piece.Piece);
        MarkDirty();
        return new PieceOutcome(PieceFate.Stored, null, piece.IsWatched ? DigestsOf(_large!.Read(piece.Piece)) : null, null);
    }

    private void EndTake()
    {
        lock (_lock)
        {
            if (--_underWay == 0)
            {
                _idle?.TrySetResult();
                _idle = null;
            }
        }
    }

    /// <summary>The leaves of a piece's blocks in its file's tree; null where it has none. BEP 52.</summary>
    private Sha256Hash[]? LeavesOf(int piece, IEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        if (!HashedFiles.TryFind(piece, out _))
        {
            return null;
        }

        var leaves = new Sha256Hash[_metainfo.Geometry.BlockCountOf(piece)];
        foreach (var (block, bytes) in blocks.Index())
        {
            HashLeaves(piece, block, bytes.Span, leaves.AsSpan(block, 1));
        }

        return leaves;
    }

    private static BlockDigest[] DigestsOf(IEnumerable<ReadOnlyMemory<byte>> blocks) => [.. blocks.Select(block => BlockDigest.Of(block.Span))];

    private void MarkDirty()
    {
        lock (_lock)
        {
            _isDirty = true;
        }
    }

    private async Task CheckpointAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (StorageException failure)
        {
            EngineLog.RecordFailed(_context.Logger, _metainfo.Name, failure);
            lock (_lock)
            {
                _failure = failure;
            }
        }
    }

    private Task<bool> FlushAsync() => _context.Hashers.RunAsync(() =>
    {
        // Who comes while another flushes waits for it: when this ends, all that was written before is durable.
        lock (_flushing)
        {
            RecordTotals();
            var isDone = TakeDirty() && Flush();
            if (_isComplete)
            {
                _record.Rest();
            }

            return isDone;
        }
    });

    // A seed on a full disk goes on: its ratio is not worth ending it.
    private void RecordTotals()
    {
        TransferTotals totals;
        lock (_lock)
        {
            totals = _recordedTotals = _totals;
        }

        try
        {
            _record.Transferred(totals.Uploaded, totals.Downloaded);
        }
        catch (StorageException failure)
        {
            EngineLog.RecordFailed(_context.Logger, _metainfo.Name, failure);
        }
    }

    private bool TakeDirty()
    {
        lock (_lock)
        {
            var wasDirty = _isDirty;
            _isDirty = false;
            return wasDirty;
        }
    }

    private bool Flush()
    {
        try
        {
            _record.Checkpoint(_store);
            return true;
        }
        catch (StorageException)
        {
            MarkDirty();
            throw;
        }
    }
}

/// <summary>What became of a whole piece.</summary>
internal enum PieceFate
{
    /// <summary>It matches its hash and is written.</summary>
    Stored,

    /// <summary>It does not match.</summary>
    Wrong,

    /// <summary>The disk refused it.</summary>
    Refused,
}

/// <summary>What became of a whole piece.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Failure">Why the disk refused it.</param>
/// <param name="Digests">Digests of its blocks, where they are wanted.</param>
/// <param name="Leaves">Hashes of its blocks, where it is wrong and its file has a tree.</param>
internal readonly record struct PieceOutcome(PieceFate Fate, StorageException? Failure, BlockDigest[]? Digests, Sha256Hash[]? Leaves);
