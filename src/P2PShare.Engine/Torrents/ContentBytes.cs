using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>Counts the bytes of certain files that lie in pieces: what a person calls progress. Padding counts nothing.</summary>
internal sealed class ContentBytes
{
    private readonly PieceGeometry _geometry;
    private readonly TorrentFile[] _files;

    /// <summary>Of the files at these indexes, or of all.</summary>
    public ContentBytes(TorrentMetainfo metainfo, IReadOnlySet<int>? selected)
    {
        _geometry = metainfo.Geometry;
        _files = [.. metainfo.Files.Where((file, index) => !file.IsPadding && file.Length > 0 && (selected?.Contains(index) ?? true))];
        Total = _files.Sum(file => file.Length);
    }

    /// <summary>Bytes of all these files.</summary>
    public long Total { get; }

    /// <summary>The pieces that hold any of these bytes.</summary>
    public Bitfield Pieces()
    {
        var pieces = new Bitfield(_geometry.PieceCount);
        foreach (var file in _files)
        {
            var last = (file.Offset + file.Length - 1) / _geometry.PieceLength;
            for (var piece = file.Offset / _geometry.PieceLength; piece <= last; piece++)
            {
                pieces.Set((int)piece);
            }
        }

        return pieces;
    }

    /// <summary>Bytes of these files in one piece.</summary>
    public long In(int piece)
    {
        var start = _geometry.OffsetOf(piece);
        var end = start + _geometry.LengthOf(piece);
        var bytes = 0L;
        for (var index = FirstEndingAfter(start); index < _files.Length && _files[index].Offset < end; index++)
        {
            bytes += Math.Min(end, _files[index].Offset + _files[index].Length) - Math.Max(start, _files[index].Offset);
        }

        return bytes;
    }

    /// <summary>Bytes of one file in a set of pieces.</summary>
    public static long In(TorrentFile file, PieceGeometry geometry, Bitfield pieces)
    {
        if (file.Length == 0 || pieces.IsFull)
        {
            return file.Length;
        }

        var end = file.Offset + file.Length;
        var bytes = 0L;
        var piece = pieces.NextSet((int)(file.Offset / geometry.PieceLength));
        while (piece >= 0 && geometry.OffsetOf(piece) is var start && start < end)
        {
            bytes += Math.Min(end, start + geometry.LengthOf(piece)) - Math.Max(start, file.Offset);
            piece = pieces.NextSet(piece + 1);
        }

        return bytes;
    }

    /// <summary>Bytes of these files in a set of pieces.</summary>
    public long In(Bitfield pieces)
    {
        if (pieces.IsFull)
        {
            return Total;
        }

        var bytes = 0L;
        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            bytes += In(piece);
        }

        return bytes;
    }

    private int FirstEndingAfter(long offset)
    {
        var low = 0;
        var high = _files.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_files[middle].Offset + _files[middle].Length > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
