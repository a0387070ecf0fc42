using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Turns what a check found about pieces into what a person wants to know about files.</summary>
internal sealed class VerifyReporter(ContentLayout layout, Bitfield good, IReadOnlyList<StorageException> failures)
{
    private readonly TorrentMetainfo _metainfo = layout.Metainfo;
    private readonly HashSet<string> _unreadable = [.. failures.Select(failure => failure.Path)];

    public VerifyReport Report()
    {
        var stored = layout.Files.ToDictionary(file => file.TorrentIndex!.Value);
        var lengths = layout.Files.ToDictionary(file => file, LengthOf);
        var files = new List<VerifiedFile>();
        for (var i = 0; i < _metainfo.Files.Count; i++)
        {
            var file = _metainfo.Files[i];
            if (!file.IsPadding)
            {
                files.Add(stored.TryGetValue(i, out var place) ? ReportStored(file, place, lengths) : ReportEmpty(file));
            }
        }

        return new VerifyReport(
            good.IsFull && files.TrueForAll(file => file.Status == VerifiedFileStatus.Ok),
            _metainfo.TotalLength,
            files.Sum(file => file.ValidLength),
            good.Length,
            good.Count,
            files)
        {
            HasOriginalNames = layout.HasOriginalNames,
        };
    }

    // Null for what cannot be read.
    private long? LengthOf(StoredFile file)
    {
        try
        {
            return _unreadable.Contains(file.Path) ? null : file.FileSystem.Look(file.Path) switch
            {
                null => -1,
                { IsFile: true } facts => facts.Length,
                _ => null,
            };
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            return null;
        }
    }

    private VerifiedFile ReportStored(TorrentFile file, StoredFile place, Dictionary<StoredFile, long?> lengths)
    {
        var valid = 0L;
        var isCorrupt = false;
        foreach (var piece in layout.PiecesOf(place))
        {
            if (good[piece])
            {
                var begin = _metainfo.Geometry.OffsetOf(piece);
                valid += Math.Min(file.Offset + file.Length, begin + _metainfo.Geometry.PieceLength) - Math.Max(file.Offset, begin);
            }
            else
            {
                isCorrupt |= !layout.FilesOf(piece).Any(other => other != place && (lengths[other] ?? -1) < other.Length);
            }
        }

        return new VerifiedFile(file.Path, file.Length, StatusOf(lengths[place], file.Length, isCorrupt), valid);
    }

    private VerifiedFile ReportEmpty(TorrentFile file)
    {
        try
        {
            var facts = layout.FileSystem.Look(layout.PathOf(file));
            return new VerifiedFile(file.Path, file.Length, StatusOf(file.SymlinkTarget is null ? facts : facts is null ? null : default(FileFacts)), ValidLength: 0);
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            return new VerifiedFile(file.Path, file.Length, VerifiedFileStatus.Unreadable, ValidLength: 0);
        }
    }

    private static VerifiedFileStatus StatusOf(FileFacts? facts) =>
        facts is { IsFile: false } ? VerifiedFileStatus.Unreadable : StatusOf(facts?.Length ?? -1, 0, isCorrupt: false);

    private static VerifiedFileStatus StatusOf(long? length, long expected, bool isCorrupt) => length switch
    {
        null => VerifiedFileStatus.Unreadable,
        < 0 => VerifiedFileStatus.Missing,
        _ when length < expected => VerifiedFileStatus.Short,
        _ when length > expected => VerifiedFileStatus.Long,
        _ => isCorrupt ? VerifiedFileStatus.Corrupt : VerifiedFileStatus.Ok,
    };
}
