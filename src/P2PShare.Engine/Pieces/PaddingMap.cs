using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>Which blocks and pieces consist of padding alone, so that nobody is asked for them. BEP 47.</summary>
/// <remarks>A block that is padding only in part is asked for and hashed as it came.</remarks>
internal sealed class PaddingMap
{
    private readonly PieceGeometry _geometry;
    private readonly (long Start, long End)[] _runs;

    private PaddingMap(PieceGeometry geometry, (long Start, long End)[] runs)
    {
        _geometry = geometry;
        _runs = runs;
    }

    /// <summary>The padding of these files, which are in the order of their offsets.</summary>
    public static PaddingMap Of(PieceGeometry geometry, IReadOnlyList<TorrentFile> files)
    {
        var runs = new List<(long Start, long End)>();
        foreach (var file in files.Where(file => file.IsPadding && file.Length > 0))
        {
            var run = (Start: file.Offset, End: file.Offset + file.Length);
            if (runs.Count > 0 && runs[^1].End == run.Start)
            {
                run.Start = runs[^1].Start;
                runs.RemoveAt(runs.Count - 1);
            }

            runs.Add(run);
        }

        return new PaddingMap(geometry, [.. runs]);
    }

    /// <summary>Whether there is no padding at all.</summary>
    public bool IsEmpty => _runs.Length == 0;

    /// <summary>Whether a piece is padding and nothing else.</summary>
    public bool IsPadding(int piece)
    {
        var start = _geometry.OffsetOf(piece);
        return !IsEmpty && Covers(start, start + _geometry.LengthOf(piece));
    }

    /// <summary>Whether a block is padding and nothing else.</summary>
    public bool IsPadding(BlockAddress block)
    {
        var start = _geometry.OffsetOf(block.Piece) + ((long)block.Block * PieceGeometry.BlockLength);
        return !IsEmpty && Covers(start, start + _geometry.BlockLengthOf(block.Piece, block.Block));
    }

    /// <summary>Whether a piece has any padding in it.</summary>
    public bool Touches(int piece)
    {
        var start = _geometry.OffsetOf(piece);
        var at = LastRunFrom(start + _geometry.LengthOf(piece) - 1);
        return at >= 0 && _runs[at].End > start;
    }

    /// <summary>The pieces that are padding and nothing else, in order.</summary>
    public IEnumerable<int> PaddingPieces()
    {
        foreach (var (start, end) in _runs)
        {
            var piece = (start + _geometry.PieceLength - 1) / _geometry.PieceLength;
            while (piece < _geometry.PieceCount && _geometry.OffsetOf((int)piece) + _geometry.LengthOf((int)piece) <= end)
            {
                yield return (int)piece++;
            }
        }
    }

    private bool Covers(long start, long end)
    {
        var at = LastRunFrom(start);
        return at >= 0 && _runs[at].End >= end;
    }

    // The last run that begins at or before an offset.
    private int LastRunFrom(long offset)
    {
        var low = 0;
        var high = _runs.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].Start <= offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
