using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Puts the files of a torrent, one after another, into the space of pieces and under safe paths.</summary>
internal sealed class ContentLayout(TorrentFormat format, int pieceLength, SafePaths paths, WarningList warnings)
{
    private const int MaxShown = 200;

    private long _offset;

    /// <summary>All files of a folder.</summary>
    public List<TorrentFile> Place(List<RawFile> files)
    {
        var placed = new List<TorrentFile>(files.Count);
        foreach (var file in files)
        {
            placed.Add(file.IsPadding ? PlacePadding(file) : Place(file, paths.Add(file.Path)));
        }

        return placed;
    }

    /// <summary>One file under a path that is given.</summary>
    public TorrentFile Place(RawFile file, SafePath path)
    {
        if (path.IsRenamed)
        {
            warnings.Add($"A file's name is unsafe or taken; here it is `{Shown(path.Text)}`.");
        }

        return new TorrentFile
        {
            Path = path.Text,
            OriginalPath = path.Original,
            Length = file.Length,
            Offset = Advance(file.Length),
            IsExecutable = file.Traits.HasFlag(FileTraits.Executable),
            IsHidden = file.Traits.HasFlag(FileTraits.Hidden),
            SymlinkTarget = file.SymlinkTarget is { } target ? Target(target) : null,
            PiecesRoot = file.PiecesRoot,
        };
    }

    /// <summary>How the placed files are cut into pieces.</summary>
    public PieceGeometry Geometry(IEnumerable<TorrentFile> placed) => format == TorrentFormat.V2
        ? PieceGeometry.Aligned(pieceLength, placed.Select(file => file.Length))
        : PieceGeometry.Continuous(pieceLength, _offset);

    // Padding is never stored, so that its name, often one for many, takes none from a file.
    private TorrentFile PlacePadding(RawFile file) => new()
    {
        Path = $".pad/{file.Length}",
        Length = file.Length,
        Offset = Advance(file.Length),
        IsPadding = true,
    };

    private string? Target(ReadOnlyMemory<byte>[] components)
    {
        var target = paths.Target(components);
        if (target is null)
        {
            warnings.Add("A symbolic link points to nothing in the torrent and is taken as an empty file.");
        }

        return target;
    }

    private long Advance(long length)
    {
        if (format == TorrentFormat.V2 && length > 0)
        {
            _offset = (_offset + pieceLength - 1) / pieceLength * pieceLength;
        }

        var offset = _offset;
        _offset += length;
        return offset;
    }

    private static string Shown(string path) => path.Length <= MaxShown ? path : $"{path.AsSpan(0, MaxShown)}…";
}
