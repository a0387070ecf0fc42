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

    // Under the lock: where the next piece begins.
    private int _nextPiece;
    private int _file;
    private long _position;

    public PieceQueue(SourceTree tree, TorrentFormat format, int pieceLength, IFileSystem fileSystem)
    {
        _sources = [.. tree.Files.Select(file => new OpenSource(file, fileSystem))];
        _format = format;
        _pieceLength = pieceLength;
    }

    /// <summary>How many pieces these files have.</summary>
    public static long Count(IReadOnlyList<SourceFile> files, TorrentFormat format, int pieceLength) => format == TorrentFormat.V1
        ? CeilingOf(files.Sum(file => file.Length), pieceLength)
        : files.Sum(file => CeilingOf(file.Length, pieceLength));

    /// <summary>The next piece; null when all are handed out.</summary>
    public PieceTask? Next()
    {
        lock (_lock)
        {
            var slices = new List<PieceSlice>();
            var first = _file;
            var pieceOfFile = 0;
            var room = _pieceLength;
            while (room > 0 && _file < _sources.Length)
            {
                var source = _sources[_file];
                var length = (int)Math.Min(room, source.File.Length - _position);
                if (length > 0)
                {
                    first = slices.Count == 0 ? _file : first;
                    pieceOfFile = (int)(_position / _pieceLength);
                    slices.Add(new PieceSlice(source, _position, length));
                    room -= length;
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

            return slices.Count == 0 ? null : new PieceTask(_nextPiece++, first, pieceOfFile, slices, PaddingBehind(slices[^1]));
        }
    }

    /// <summary>The next pieces, up to so many; none when all are handed out. The list is filled anew.</summary>
    public void Next(List<PieceTask> pieces, int most)
    {
        pieces.Clear();
        lock (_lock)
        {
            while (pieces.Count < most && Next() is { } piece)
            {
                pieces.Add(piece);
            }
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

    private static long CeilingOf(long length, int pieceLength) => (length / pieceLength) + (length % pieceLength == 0 ? 0 : 1);

    private int PaddingBehind(PieceSlice last) => last.Position + last.Length == last.Source.File.Length
        ? (int)InfoDictionaryWriter.PaddingAfter(_format, last.Source.File.Length, _pieceLength, _sources.Length)
        : 0;
}
