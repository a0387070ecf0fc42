using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>Makes the state that a record begins with when it is opened, out of what it said before and what the files are now.</summary>
internal static class RecordBeginning
{
    /// <summary>The state.</summary>
    /// <param name="layout">Where the content lies.</param>
    /// <param name="subject">What the record is about.</param>
    /// <param name="before">What it said before; null when it said nothing.</param>
    /// <param name="facts">What the files of the layout are now.</param>
    /// <param name="boot">What the system that runs now is called.</param>
    /// <param name="time">Now.</param>
    public static RecordState Of(
        ContentLayout layout, RecordSubject subject, RecordState? before, IReadOnlyList<FileFacts?> facts, string boot, long time)
    {
        var state = new RecordState(subject, layout.Elsewhere);
        state.Apply(new RecordEntry.Opened(boot, time));
        state.Apply(before is null ? Nothing(subject) : Judged(layout, before, facts, boot));
        state.Apply(new RecordEntry.Seen([.. layout.Files.Select(file => Note(file, facts))]));
        state.Apply(new RecordEntry.Settled([.. layout.Files.Select(file => SettledNote(layout, file, state, before, facts))]));
        state.Apply(new RecordEntry.Transferred(before?.Uploaded ?? 0, before?.Downloaded ?? 0));
        return state;
    }

    private static RecordEntry.Snapshot Nothing(RecordSubject subject)
    {
        var none = new Bitfield(subject.PieceCount);
        var all = none.Clone();
        all.SetAll();
        return new RecordEntry.Snapshot(none, none, all);
    }

    private static RecordEntry.Snapshot Judged(ContentLayout layout, RecordState before, IReadOnlyList<FileFacts?> facts, string boot)
    {
        var (trusted, doubtful) = new RecordJudge(layout, before, boot).Judge(facts);
        var written = new Bitfield(trusted.Length);
        for (var piece = trusted.NextSet(0); piece >= 0; piece = trusted.NextSet(piece + 1))
        {
            if (!before.Durable[piece])
            {
                written.Set(piece);
            }
        }

        for (var piece = written.NextSet(0); piece >= 0; piece = written.NextSet(piece + 1))
        {
            trusted.Clear(piece);
        }

        return new RecordEntry.Snapshot(trusted, written, doubtful);
    }

    private static FileNote Note(StoredFile file, IReadOnlyList<FileFacts?> facts) => new(file.NoteNumber, FileStamp.Of(facts[file.Ordinal]));

    // A file whose pieces are still believed keeps what is known to be on the disk itself; of one that someone else wrote, all may be.
    private static FileNote SettledNote(ContentLayout layout, StoredFile file, RecordState state, RecordState? before, IReadOnlyList<FileFacts?> facts)
    {
        var now = Note(file, facts);
        return before?.SettledOf(file.NoteNumber) is { } settled && layout.PiecesOf(file).Any(piece => state.Durable[piece])
            ? now with { Stamp = settled }
            : now;
    }
}
