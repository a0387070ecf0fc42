using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>
/// What a journal's entries say when they are taken one after another. Plain state: reads no file, decides nothing. Not thread-safe.
/// </summary>
internal sealed class RecordState
{
    private readonly Dictionary<int, FileStamp> _seen = [];
    private readonly Dictionary<int, FileStamp> _settled = [];
    private readonly Dictionary<int, long> _intended = [];

    public RecordState(RecordSubject subject, IReadOnlyList<int> elsewhere)
    {
        Subject = subject;
        Elsewhere = elsewhere;
        Durable = new Bitfield(subject.PieceCount);
        Written = new Bitfield(subject.PieceCount);
        Doubtful = new Bitfield(subject.PieceCount);
    }

    public RecordSubject Subject { get; }

    /// <summary>Files of the torrent that do not lie in their own place, ascending.</summary>
    public IReadOnlyList<int> Elsewhere { get; }

    /// <summary>Pieces that are on the disk itself.</summary>
    public Bitfield Durable { get; private set; }

    /// <summary>Pieces that are in their files, but maybe not yet on the disk itself.</summary>
    public Bitfield Written { get; private set; }

    /// <summary>Pieces that may be there or not.</summary>
    public Bitfield Doubtful { get; private set; }

    /// <summary>Pieces whose writing was begun and neither ended nor failed, with the time when it began. All are doubtful.</summary>
    public IReadOnlyDictionary<int, long> Intended => _intended;

    /// <summary>What the system that ran was called.</summary>
    public string Boot { get; private set; } = string.Empty;

    /// <summary>When the record was opened.</summary>
    public long OpenedAt { get; private set; }

    /// <summary>When the last entry was made.</summary>
    public long LastTime { get; private set; }

    /// <summary>The record was closed in order: nothing was written since.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Entries behind the last one were there and are not believed: anything may have been written since.</summary>
    public bool IsDamaged { get; private set; }

    public long Uploaded { get; private set; }

    public long Downloaded { get; private set; }

    /// <summary>How a file was last seen; null when it was not there.</summary>
    public FileStamp? SeenOf(int file) => _seen.TryGetValue(file, out var stamp) ? stamp : null;

    /// <summary>How a file is at least on the disk itself; null when it may be missing.</summary>
    public FileStamp? SettledOf(int file) => _settled.TryGetValue(file, out var stamp) ? stamp : null;

    /// <summary>Takes the entries of a journal; null when it is not about this torrent in this folder.</summary>
    /// <param name="frames">The entries.</param>
    /// <param name="isWhole">Whether there were no others, which cannot be believed: then more may be there than was recorded.</param>
    /// <param name="subject">The torrent and its folder.</param>
    public static RecordState? Replay(IReadOnlyList<ReadOnlyMemory<byte>> frames, bool isWhole, RecordSubject subject)
    {
        RecordState? state = null;
        foreach (var frame in frames)
        {
            var entry = RecordCodec.TryRead(frame, subject.PieceCount);
            if (entry is null || (state is null && !IsHeaderOf(entry, subject)))
            {
                isWhole = false;
                break;
            }

            if (state is null)
            {
                state = new RecordState(subject, ((RecordEntry.Header)entry).Elsewhere);
            }
            else
            {
                state.Apply(entry);
            }
        }

        if (!isWhole && state is not null)
        {
            state.IsDamaged = true;
            state.DoubtMissing();
        }

        return state;
    }

    /// <summary>Takes an entry.</summary>
    public void Apply(RecordEntry entry)
    {
        switch (entry)
        {
            case RecordEntry.Opened opened:
                Boot = opened.Boot;
                OpenedAt = LastTime = opened.Time;
                IsClosed = false;
                break;
            case RecordEntry.Snapshot snapshot:
                (Durable, Written, Doubtful) = (snapshot.Durable.Clone(), snapshot.Written.Clone(), snapshot.Doubtful.Clone());
                _intended.Clear();
                break;
            case RecordEntry.Seen seen:
                Note(_seen, seen.Files);
                break;
            case RecordEntry.Settled settled:
                Note(_settled, settled.Files);
                break;
            case RecordEntry.PieceIntended intended:
                MoveTo(Doubtful, intended.Piece);
                _intended[intended.Piece] = LastTime = intended.Time;
                break;
            case RecordEntry.PieceWritten written:
                MoveTo(Written, written.Piece);
                Note(_seen, written.Files);
                LastTime = written.Time;
                break;
            case RecordEntry.PieceFailed failed:
                MoveTo(null, failed.Piece);
                LastTime = failed.Time;
                break;
            case RecordEntry.PiecesChecked looked:
                MoveAllTo(Written, looked.Good);
                MoveAllTo(null, looked.Bad);
                LastTime = looked.Time;
                break;
            case RecordEntry.PiecesDurable durable:
                MoveWrittenTo(Durable, durable.Pieces);
                LastTime = durable.Time;
                break;
            case RecordEntry.PiecesDoubted doubted:
                MoveWrittenTo(Doubtful, doubted.Pieces);
                break;
            case RecordEntry.Transferred transferred:
                (Uploaded, Downloaded) = (transferred.Uploaded, transferred.Downloaded);
                break;
            case RecordEntry.Closed closed:
                IsClosed = true;
                LastTime = closed.Time;
                break;
        }
    }

    /// <summary>The fewest entries that say the same.</summary>
    public IEnumerable<RecordEntry> ToEntries()
    {
        yield return new RecordEntry.Header(Subject, Elsewhere);
        yield return new RecordEntry.Opened(Boot, OpenedAt);
        yield return new RecordEntry.Snapshot(Durable, Written, Doubtful);
        yield return new RecordEntry.Seen([.. _seen.Select(note => new FileNote(note.Key, note.Value))]);
        yield return new RecordEntry.Settled([.. _settled.Select(note => new FileNote(note.Key, note.Value))]);
        yield return new RecordEntry.Transferred(Uploaded, Downloaded);
        foreach (var (piece, time) in _intended.OrderBy(intent => intent.Value))
        {
            yield return new RecordEntry.PieceIntended(piece, time);
        }
    }

    private static bool IsHeaderOf(RecordEntry entry, RecordSubject subject) => entry is RecordEntry.Header header && header.Subject == subject;

    private static void Note(Dictionary<int, FileStamp> stamps, IReadOnlyList<FileNote> notes)
    {
        foreach (var note in notes)
        {
            if (note.Stamp is { } stamp)
            {
                stamps[note.File] = stamp;
            }
            else
            {
                stamps.Remove(note.File);
            }
        }
    }

    private void DoubtMissing()
    {
        for (var piece = 0; piece < Subject.PieceCount; piece++)
        {
            if (!Durable[piece] && !Written[piece])
            {
                Doubtful.Set(piece);
            }
        }
    }

    private void MoveTo(Bitfield? set, int piece)
    {
        Durable.Clear(piece);
        Written.Clear(piece);
        Doubtful.Clear(piece);
        _intended.Remove(piece);
        set?.Set(piece);
    }

    private void MoveAllTo(Bitfield? set, IReadOnlyList<(int First, int Count)> ranges)
    {
        foreach (var piece in PieceRanges.Pieces(ranges))
        {
            MoveTo(set, piece);
        }
    }

    // A piece that failed or is being written anew meanwhile is written no more.
    private void MoveWrittenTo(Bitfield set, IReadOnlyList<(int First, int Count)> ranges)
    {
        foreach (var piece in PieceRanges.Pieces(ranges))
        {
            if (Written.Clear(piece))
            {
                set.Set(piece);
            }
        }
    }
}
