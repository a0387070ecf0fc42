using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>
/// Decides what of a record is believed, now that its files look as they do. Reads no file.
/// </summary>
/// <remarks>
/// A file agrees when it is as it was last seen. After a kill it may also differ in what we were writing at that moment: the pieces intended
/// and not written are doubtful anyhow, and explain a modification time shortly after the intent (not in a damaged record, which is none
/// that a kill leaves). After the system itself went down, only what is durable counts, and a file that was not all durable may have any
/// modification time from when it was last made durable until shortly after the last entry, since newer entries may be lost. A file that
/// does not agree was changed by someone else, and all its pieces, the missing too, are checked.
/// </remarks>
internal sealed class RecordJudge(ContentLayout layout, RecordState state, string boot)
{
    // Clocks that stamp files run a tick behind the one that we read.
    private static readonly long Slack = TimeSpan.FromSeconds(1).Ticks;

    // From an intent to the write's end. Longer, and a kill costs a check of the file; what someone else writes within it goes unnoticed.
    private static readonly long WriteWindow = TimeSpan.FromSeconds(5).Ticks;

    // From the last entry that the disk kept to the moment when the system went down: a flush on a slow disk.
    private static readonly long OutageWindow = TimeSpan.FromMinutes(1).Ticks;

    private readonly bool _sameBoot = boot.Length > 0 && boot == state.Boot;
    private readonly Bitfield _trusted = state.Durable.Clone();
    private readonly Bitfield _doubtful = state.Doubtful.Clone();

    /// <summary>Judges.</summary>
    /// <param name="facts">What the files of the layout are now.</param>
    public (Bitfield Trusted, Bitfield Doubtful) Judge(IReadOnlyList<FileFacts?> facts)
    {
        for (var piece = state.Written.NextSet(0); piece >= 0; piece = state.Written.NextSet(piece + 1))
        {
            (_sameBoot ? _trusted : _doubtful).Set(piece);
        }

        var intents = IntentsByFile();
        foreach (var file in layout.Files)
        {
            if (!Agrees(file, FileStamp.Of(facts[file.Ordinal]), intents))
            {
                Doubt(layout.PiecesOf(file));
            }
        }

        DoubtMoved();
        return (_trusted, _doubtful);
    }

    private bool Agrees(StoredFile file, FileStamp? now, Dictionary<StoredFile, (long First, long Last)> intents)
    {
        var seen = state.SeenOf(file.NoteNumber);
        if (now == seen)
        {
            return true;
        }

        return _sameBoot ? IsOurLastWrite(now, seen, file, intents) : IsOurLostWrite(now, file);
    }

    private bool IsOurLastWrite(FileStamp? now, FileStamp? seen, StoredFile file, Dictionary<StoredFile, (long First, long Last)> intents) =>
        !state.IsClosed
        && !state.IsDamaged
        && now is { } stamp
        && stamp.Length >= (seen?.Length ?? 0)
        && intents.TryGetValue(file, out var times)
        && stamp.Modified >= times.First - Slack
        && stamp.Modified <= times.Last + WriteWindow;

    private bool IsOurLostWrite(FileStamp? now, StoredFile file)
    {
        var settled = state.SettledOf(file.NoteNumber);
        if (now == settled)
        {
            return true;
        }

        return !(state.IsClosed && state.Written.IsEmpty)
            && now is { } stamp
            && stamp.Length >= (settled?.Length ?? 0)
            && stamp.Modified >= (settled?.Modified ?? state.OpenedAt) - Slack
            && stamp.Modified <= state.LastTime + OutageWindow
            && layout.PiecesOf(file).Any(piece => !state.Durable[piece]);
    }

    private Dictionary<StoredFile, (long First, long Last)> IntentsByFile()
    {
        var intents = new Dictionary<StoredFile, (long First, long Last)>();
        foreach (var (piece, time) in state.Intended)
        {
            foreach (var file in layout.FilesOf(piece))
            {
                var (first, last) = intents.GetValueOrDefault(file, (time, time));
                intents[file] = (Math.Min(first, time), Math.Max(last, time));
            }
        }

        return intents;
    }

    // Files that lie in another place than they did, since other files are wanted now.
    private void DoubtMoved()
    {
        var before = state.Elsewhere.ToHashSet();
        before.SymmetricExceptWith(layout.Elsewhere);
        foreach (var index in before.Where(index => index >= 0 && index < layout.Metainfo.Files.Count))
        {
            var file = layout.Metainfo.Files[index];
            if (file.Length > 0)
            {
                var first = (int)(file.Offset / state.Subject.PieceLength);
                Doubt(Enumerable.Range(first, (int)((file.Offset + file.Length - 1) / state.Subject.PieceLength) - first + 1));
            }
        }
    }

    private void Doubt(IEnumerable<int> pieces)
    {
        foreach (var piece in pieces)
        {
            _trusted.Clear(piece);
            _doubtful.Set(piece);
        }
    }
}
