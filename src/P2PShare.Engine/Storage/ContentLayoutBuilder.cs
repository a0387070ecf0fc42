using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Decides where each byte of a torrent goes.</summary>
internal sealed class ContentLayoutBuilder(ContentLayout layout, IFileSystem files, string? partsPath)
{
    private readonly PieceGeometry _geometry = layout.Metainfo.Geometry;
    private readonly List<StoredFile> _files = [];
    private readonly List<ContentLayout.Extent> _extents = [];
    private readonly List<int> _elsewhere = [];
    private readonly Bitfield _wanted = new(layout.Metainfo.Geometry.PieceCount);

    // Slots of the file of parts: pieces that more than one file has a share in, ascending.
    private readonly List<int> _shared = [];
    private StoredFile? _parts;

    public (StoredFile[] Files, ContentLayout.Extent[] Extents, Bitfield WantedPieces, int[] Elsewhere) Build()
    {
        MarkWantedAndShared();
        MakeParts();
        for (var i = 0; i < layout.Metainfo.Files.Count; i++)
        {
            if (HasBytes(layout.Metainfo.Files[i]))
            {
                Place(i, layout.Metainfo.Files[i]);
            }
        }

        if (_parts is not null && _extents.Exists(extent => extent.File == _parts))
        {
            Add(_parts);
        }

        return ([.. _files], [.. _extents], _wanted, [.. _elsewhere]);
    }

    private static bool HasBytes(TorrentFile file) => file.Length > 0 && !file.IsPadding && file.SymlinkTarget is null;

    private (int First, int Last) PiecesOf(TorrentFile file) =>
        ((int)(file.Offset / _geometry.PieceLength), (int)((file.Offset + file.Length - 1) / _geometry.PieceLength));

    private void MarkWantedAndShared()
    {
        var lastPiece = -1;
        for (var i = 0; i < layout.Metainfo.Files.Count; i++)
        {
            var file = layout.Metainfo.Files[i];
            if (!HasBytes(file))
            {
                continue;
            }

            var (first, last) = PiecesOf(file);
            if (first == lastPiece && (_shared.Count == 0 || _shared[^1] != first))
            {
                _shared.Add(first);
            }

            lastPiece = last;
            for (var piece = first; piece <= last && layout.IsWanted(i); piece++)
            {
                _wanted.Set(piece);
            }
        }
    }

    private void MakeParts()
    {
        if (_shared.Count > 0 && partsPath is not null)
        {
            _parts = new StoredFile
            {
                TorrentIndex = null,
                Path = partsPath,
                Length = (long)_shared.Count * _geometry.PieceLength,
                FileSystem = files.Below(Path.GetDirectoryName(partsPath)!),
                Pieces = (_shared[0], _shared[^1]),
            };
        }
    }

    private void Add(StoredFile file)
    {
        file.Ordinal = _files.Count;
        _files.Add(file);
    }

    private void Place(int index, TorrentFile file)
    {
        var stored = new StoredFile
        {
            TorrentIndex = index,
            Path = layout.PathOf(file),
            Length = file.Length,
            FileSystem = layout.FileSystem,
            Pieces = PiecesOf(file),
        };
        if (layout.IsWanted(index) || ContentLayout.Look(stored)?.Length == file.Length)
        {
            Add(stored);
            _extents.Add(new ContentLayout.Extent(file.Offset, file.Length, stored, Position: 0));
        }
        else
        {
            _elsewhere.Add(index);
            PlaceInParts(file, stored.Pieces);
        }
    }

    // Only its first and its last piece can be shared with another file.
    private void PlaceInParts(TorrentFile file, (int First, int Last) pieces)
    {
        var end = file.Offset + file.Length;
        var afterFirst = Math.Min(end, _geometry.OffsetOf(pieces.First) + _geometry.PieceLength);
        var beforeLast = Math.Max(afterFirst, _geometry.OffsetOf(pieces.Last));
        AddPart(pieces.First, file.Offset, afterFirst);
        AddPart(piece: null, afterFirst, beforeLast);
        AddPart(pieces.Last, beforeLast, end);
    }

    private void AddPart(int? piece, long offset, long end)
    {
        if (offset == end)
        {
            return;
        }

        var slot = piece is { } number && _parts is not null && _wanted[number] ? _shared.BinarySearch(number) : -1;
        _extents.Add(slot >= 0
            ? new ContentLayout.Extent(offset, end - offset, _parts, ((long)slot * _geometry.PieceLength) + (offset - _geometry.OffsetOf(piece!.Value)))
            : new ContentLayout.Extent(offset, end - offset, File: null, Position: 0));
    }
}
