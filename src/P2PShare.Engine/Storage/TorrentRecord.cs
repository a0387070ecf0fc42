using P2PShare.Engine.Storage.Records;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// What is known of one torrent's content in one folder, across restarts, kills and power cuts. Calls block briefly and may come from any thread.
/// </summary>
/// <remarks>
/// First <see cref="Checked"/>, for what is doubtful. For pieces that are downloaded: <see cref="Intend"/>, write, <see cref="Written"/>; each second or so and at the end <see cref="Checkpoint"/>.
/// What was written is believed after a kill, what was checkpointed even after a power cut, and both only while the files' lengths and
/// modification times agree. A stamp is taken and recorded under one lock, so that the last stamp of a file is of no earlier moment than
/// the last write that was recorded as done: what differs later is explained by what was intended and not done, or was not done by us.
/// </remarks>
internal sealed class TorrentRecord : IDisposable
{
    // A journal is written anew when it is this much longer than it need be.
    private const int CompactionFactor = 4;
    private const long CompactionFloor = 64 * 1024;

    // An intent is not repeated within this time: it explains writes for several times as long.
    private static readonly TimeSpan IntentInterval = TimeSpan.FromSeconds(1);

    // How long after the last durable entry an intent is made durable: after a power cut, files changed long after it are others'.
    private static readonly TimeSpan DurableInterval = TimeSpan.FromSeconds(30);

    private readonly ContentLayout _layout;
    private readonly TimeProvider _time;
    private readonly IDisposable _processLock;
    private readonly Lock _lock = new();

    // Under the lock.
    private readonly Journal _journal;
    private RecordState? _state;
    private (long Uploaded, long Downloaded) _transferred;
    private Resume? _resume;
    private long _compactLength;
    private long _durableAt;
    private bool _isDisposed;

    private TorrentRecord(StateFolder folder, ContentLayout layout, TimeProvider time, IDisposable processLock, Journal journal)
    {
        _layout = layout;
        _time = time;
        _processLock = processLock;
        _journal = journal;
        var subject = RecordSubject.Of(layout);
        var facts = layout.LookAtFiles();
        var (frames, isWhole) = journal.Read();
        var before = RecordState.Replay(frames, isWhole, subject);
        var state = _state = RecordBeginning.Of(layout, subject, before, facts, folder.Boot, Now);
        _transferred = (state.Uploaded, state.Downloaded);
        _resume = new Resume(Union(state.Durable, state.Written), state.Doubtful.Clone(), before is null, facts, state.Uploaded, state.Downloaded);
        Compact();

        // Thousands may be opened long before their turn comes.
        _journal.Rest();
    }

    /// <summary>What could be believed when it was opened.</summary>
    /// <exception cref="InvalidOperationException">It has rested since.</exception>
    public Resume Resume => _resume ?? throw new InvalidOperationException("What could be believed at first is forgotten.");

    private long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>What the journal says, read again after a rest.</summary>
    private RecordState State => _state ??= _journal.Read() is (var frames, true) && RecordState.Replay(frames, isWhole: true, RecordSubject.Of(_layout)) is { } state
        ? state
        : throw StorageFailures.ChangedByOthers(_journal.Path, "was changed by another program");

    /// <summary>Opens the record of a torrent whose content lies, or is to lie, as laid out; makes it when there is none. Keeps the torrent's metadata too.</summary>
    /// <exception cref="StorageException">The state cannot be kept, or another process runs this torrent.</exception>
    public static TorrentRecord Open(StateFolder folder, ContentLayout layout, TimeProvider time)
    {
        var processLock = folder.Lock(layout);
        var journal = new Journal(folder.Files, folder.RecordPathOf(layout));
        try
        {
            folder.SaveTorrent(layout.Metainfo);
            return new TorrentRecord(folder, layout, time, processLock, journal);
        }
        catch
        {
            journal.Dispose();
            processLock.Dispose();
            throw;
        }
    }

    /// <summary>Pieces are about to be written. To be called before any byte of them is, and again now and then while that takes long.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Intend(params ReadOnlySpan<int> pieces)
    {
        lock (_lock)
        {
            var now = Now;
            var intents = new List<RecordEntry>(pieces.Length);
            var isDurable = false;
            foreach (var piece in pieces)
            {
                if (!State.Intended.TryGetValue(piece, out var time) || Math.Abs(now - time) >= IntentInterval.Ticks)
                {
                    intents.Add(new RecordEntry.PieceIntended(piece, now));
                    isDurable |= State.Durable[piece];
                }
            }

            if (intents.Count > 0)
            {
                // From when on files change must outlast a power cut: what changes them afterwards is us.
                var isFirst = State.Intended.Count == 0 && State.Written.IsEmpty;
                Add(intents, durably: isFirst || isDurable || Math.Abs(now - _durableAt) > DurableInterval.Ticks);
            }
        }
    }

    /// <summary>Doubtful pieces were checked before anything was written: these, of which some are good and all others not there.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Checked(Bitfield pieces, Bitfield good)
    {
        var bad = pieces.Clone();
        for (var piece = good.NextSet(0); piece >= 0; piece = good.NextSet(piece + 1))
        {
            bad.Clear(piece);
        }

        // The files' stamps are those of when the record was opened: what changed during the check is noticed the next time.
        lock (_lock)
        {
            Add(new RecordEntry.PiecesChecked(Now, PieceRanges.Of(good), PieceRanges.Of(bad)));
        }
    }

    /// <summary>Pieces were checked, and are written to their files.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Written(params ReadOnlySpan<int> pieces)
    {
        lock (_lock)
        {
            var now = Now;
            var notes = Notes(FilesOf(pieces.ToArray()));
            var entries = new RecordEntry[pieces.Length];
            for (var index = 0; index < entries.Length; index++)
            {
                // The first one's stamps are of no earlier moment than all of the writes.
                entries[index] = new RecordEntry.PieceWritten(pieces[index], now, index == 0 ? notes : []);
            }

            Add(entries);
        }
    }

    /// <summary>A piece turned out to be wrong or missing. Its files are not taken as they are now: who changed one piece may have changed others.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Failed(int piece)
    {
        lock (_lock)
        {
            Add(new RecordEntry.PieceFailed(piece, Now), durably: State.Durable[piece]);
        }
    }

    /// <summary>Bytes uploaded and downloaded in all runs. Made durable with the next entry that is.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Transferred(long uploaded, long downloaded)
    {
        lock (_lock)
        {
            if ((uploaded, downloaded) != _transferred)
            {
                Add(new RecordEntry.Transferred(uploaded, downloaded));
                _transferred = (uploaded, downloaded);
                CompactIfLong();
            }
        }
    }

    /// <summary>Pieces that are here as far as is known now. The caller owns the set.</summary>
    public Bitfield Here()
    {
        lock (_lock)
        {
            return Union(State.Durable, State.Written);
        }
    }

    /// <summary>Makes durable what was written, and then records it as durable. What is written meanwhile is for the next time. One call at a time.</summary>
    /// <exception cref="StorageException">The disk refused: what was written since the last time must be checked again.</exception>
    public void Checkpoint(IPieceStore store)
    {
        Bitfield pieces;
        lock (_lock)
        {
            pieces = State.Written.Clone();
        }

        if (pieces.IsEmpty)
        {
            return;
        }

        var files = FilesOf(PieceRanges.Pieces(PieceRanges.Of(pieces)));
        var settled = Notes(files);
        try
        {
            store.Flush(pieces);
        }
        catch (StorageException)
        {
            Doubt(pieces);
            throw;
        }

        lock (_lock)
        {
            Add(new RecordEntry.Settled(settled));
            Add(new RecordEntry.Seen(Notes(files)));
            Add(new RecordEntry.PiecesDurable(Now, PieceRanges.Of(pieces)), durably: true);
            CompactIfLong();
        }
    }

    /// <summary>Nothing is to be recorded for a while: holds little more than the lock until then, and reads its journal again when that is needed.</summary>
    public void Rest()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _journal.Rest();
                (_resume, _state) = (null, null);
            }
        }
    }

    /// <summary>Closes it and lets other processes run the torrent. Makes nothing durable.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            try
            {
                Add(new RecordEntry.Closed(Now));
            }
            catch (StorageException)
            {
                // Then it looks like a kill, after which the same is believed.
            }

            _journal.Dispose();
        }

        _processLock.Dispose();
    }

    private static Bitfield Union(Bitfield one, Bitfield other)
    {
        var union = one.Clone();
        for (var piece = other.NextSet(0); piece >= 0; piece = other.NextSet(piece + 1))
        {
            union.Set(piece);
        }

        return union;
    }

    private static FileNote[] Notes(IEnumerable<StoredFile> files) =>
        [.. files.Select(file => new FileNote(file.NoteNumber, FileStamp.Of(ContentLayout.Look(file))))];

    private HashSet<StoredFile> FilesOf(IEnumerable<int> pieces) => [.. pieces.SelectMany(piece => _layout.FilesOf(piece))];

    // When the system could not write what it had taken, it may show it for a while and then no more.
    private void Doubt(Bitfield pieces)
    {
        lock (_lock)
        {
            try
            {
                Add(new RecordEntry.PiecesDoubted(PieceRanges.Of(pieces)));
            }
            catch (StorageException)
            {
                // The failure to flush is the one to tell.
            }
        }
    }

    private void Add(RecordEntry entry, bool durably = false) => Add([entry], durably);

    private void Add(IReadOnlyList<RecordEntry> entries, bool durably = false)
    {
        _journal.Append(entries, durably);
        foreach (var entry in entries)
        {
            _state?.Apply(entry);
        }

        _durableAt = durably ? Now : _durableAt;
    }

    private void CompactIfLong()
    {
        if (_journal.Length > CompactionFloor + (_compactLength * CompactionFactor))
        {
            Compact();
        }
    }

    private void Compact()
    {
        _journal.Replace(State.ToEntries());
        _compactLength = _journal.Length;
        _durableAt = Now;
    }
}
