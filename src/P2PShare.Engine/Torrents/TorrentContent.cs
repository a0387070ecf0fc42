using P2PShare.Engine.Creation;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// A torrent's content on disk and the record of what of it is there, for those who may not block.
/// *Data is flushed before it is recorded as had.*
/// </summary>
internal sealed class TorrentContent
{
    /// <summary>How often what was written is made durable. A power cut costs what came in since; a kill costs nothing.</summary>
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(5);

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly TorrentRecord _record;
    private readonly ContentStore _store;
    private readonly ContentChecker _checker;
    private readonly PieceVerifier _verifier;
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
    private TimeSpan _checkpointAt;
    private Task _checkpoint = Task.CompletedTask;

    private TorrentContent(EngineContext context, TorrentMetainfo metainfo, TorrentOptions options, ContentStore store, TorrentRecord record, LanePlan? plan)
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
        Intake = new PieceIntake(context, metainfo, _verifier, new PieceWriter(context, _store, record, _verifier, _checker, MarkDirty), plan);
        Reader = new ContentReader(metainfo.Geometry, _store, context.Readers);
    }

    /// <summary>For uploads.</summary>
    public ContentReader Reader { get; }

    /// <summary>For pieces that came.</summary>
    public PieceIntake Intake { get; }

    /// <summary>Pieces that a check of everything found wrong though their files are there in full, and whose blocks have hashes of their own. BEP 52. Null for none.</summary>
    public Bitfield? Damaged { get; private set; }

    /// <summary>What went to and fro in the runs before.</summary>
    public TransferTotals Before { get; }

    /// <summary>Opens the torrent's record. Blocks.</summary>
    /// <param name="context">What torrents share.</param>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="options">What is wanted of it.</param>
    /// <param name="plan">How many pieces that came are hashed at once; null for what is fastest.</param>
    /// <exception cref="StorageException">Its state cannot be kept, or another process runs it.</exception>
    public static TorrentContent Open(EngineContext context, TorrentMetainfo metainfo, TorrentOptions options, LanePlan? plan = null)
    {
        var layout = context.State.Lay(metainfo, options.ContentDirectory, options.SelectedFiles, options.SeedOnly);
        var record = TorrentRecord.Open(context.State, layout, context.Services.Time);
        return new TorrentContent(context, metainfo, options, new ContentStore(layout, context.Handles, options.Preallocate), record, plan);
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
                Damaged = _checkAll && Intake.HoldsWhole ? FindDamaged(doubtful, found) : null;
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

    /// <summary>What to say of a piece that was here and cannot be read.</summary>
    public StorageException DescribeLoss(int piece) => _store.DescribeLoss(piece);

    /// <summary>Where each piece belongs in the trees of the files. BEP 52.</summary>
    public HashedFiles HashedFiles => _verifier.Files;

    /// <summary>Bytes of a piece.</summary>
    public int LengthOf(int piece) => _metainfo.Geometry.LengthOf(piece);

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

        Intake.Dispose();
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

    /// <summary>Nothing is known, and all is doubtful.</summary>
    private (Bitfield Have, Bitfield Doubtful) Nothing()
    {
        var all = new Bitfield(_metainfo.Geometry.PieceCount);
        all.SetAll();
        return (new Bitfield(_metainfo.Geometry.PieceCount), all);
    }

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
