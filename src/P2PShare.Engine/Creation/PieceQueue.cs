using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>Cuts content into pieces and hands them out in order, to any thread, so that the disk is read in order too. Owns the files while they are read.</summary>
internal sealed class PieceQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly OpenSource[] _sources;
    private readonly TorrentFormat _format;
    private readonly int _pieceLength;
    private readonly long _count;

    // Under the lock: where the next piece begins.
    private int _nextPiece;
    private int _file;
    private long _position;

    public PieceQueue(SourceTree tree, TorrentFormat format, int pieceLength, IFileSystem fileSystem)
    {
        _sources = [.. tree.Files.Select(file => new OpenSource(file, fileSystem))];
        _format = format;
        _pieceLength = pieceLength;
        _count = Count(tree.Files, format, pieceLength);
    }

    /// <summary>How many pieces these files have.</summary>
    public static long Count(IReadOnlyList<SourceFile> files, TorrentFormat format, int pieceLength) => format == TorrentFormat.V1
        ? CeilingOf(files.Sum(file => file.Length), pieceLength)
        : files.Sum(file => CeilingOf(file.Length, pieceLength));

    /// <summary>
    /// Hands out the next pieces: as many as there is room for while each worker can have as many again, then one at a time, so that all have
    /// some to the end.
    /// </summary>
    /// <param name="room">Filled in.</param>
    /// <param name="workers">How many share the queue.</param>
    /// <returns>How many pieces; 0 when all are handed out.</returns>
    public int Next(ReadOnlySpan<PieceTask> room, int workers)
    {
        lock (_lock)
        {
            var most = _count - _nextPiece >= (long)workers * room.Length ? room.Length : 1;
            var taken = 0;
            while (taken < most && TryFill(room[taken]))
            {
                taken++;
            }

            return taken;
        }
    }

    /// <summary>Looks again at the files that have no bytes to read. Links were looked at when they were found.</summary>
    /// <exception cref="CreationException">One has changed.</exception>
    public void RequireEmptyFilesUnchanged()
    {
        foreach (var source in _sources.Where(source => source.File is { Length: 0, LinkTarget: null }))
        {
            source.RequireUnchanged();
        }
    }

    public void Dispose() => Array.ForEach(_sources, source => source.Dispose());

    private bool TryFill(PieceTask piece)
    {
        piece.Slices.Clear();
        piece.Length = 0;
        while (piece.Length < _pieceLength && _file < _sources.Length)
        {
            var source = _sources[_file];
            var length = (int)Math.Min(_pieceLength - piece.Length, source.File.Length - _position);
            if (length > 0)
            {
                (piece.File, piece.PieceOfFile) = piece.Length == 0 ? (_file, (int)(_position / _pieceLength)) : (piece.File, piece.PieceOfFile);
                piece.Slices.Add(new PieceSlice(source, _position, length));
                piece.Length += length;
                _position += length;
            }

            if (_position < source.File.Length)
            {
                break;
            }

            _file++;
            _position = 0;
            if (length > 0 && _format != TorrentFormat.V1)
            {
                break;
            }
        }

        if (piece.Slices.Count == 0)
        {
            return false;
        }

        piece.Index = _nextPiece++;
        piece.Padding = PaddingBehind(piece.Slices[^1]);
        piece.Length += piece.Padding;
        return true;
    }

    private static long CeilingOf(long length, int pieceLength) => (length / pieceLength) + (length % pieceLength == 0 ? 0 : 1);

    private int PaddingBehind(PieceSlice last) => last.Position + last.Length == last.Source.File.Length
        ? (int)InfoDictionaryWriter.PaddingAfter(_format, last.Source.File.Length, _pieceLength, _sources.Length)
        : 0;
}
