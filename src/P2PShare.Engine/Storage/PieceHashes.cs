using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>What each piece of a torrent must hash to. Immutable.</summary>
internal sealed class PieceHashes
{
    // v2 and hybrid: files that have a tree, by their first piece.
    private readonly int[] _firstPieces;
    private readonly (FileTree Tree, Sha256Hash Root)[] _trees;

    // Padding by its place in the space of pieces.
    private readonly (long Offset, long End)[] _padding;

    public PieceHashes(TorrentMetainfo metainfo)
    {
        Metainfo = metainfo;
        HasTrees = metainfo.HasPieceLayers;
        _padding = [.. metainfo.Files.Where(file => file.IsPadding && file.Length > 0).Select(file => (file.Offset, file.Offset + file.Length))];
        var pieceLength = metainfo.Geometry.PieceLength;
        var hashed = metainfo.Format == TorrentFormat.V1
            ? []
            : metainfo.Files.Where(file => file is { PiecesRoot: not null, Length: > 0, IsPadding: false }).ToArray();
        _firstPieces = [.. hashed.Select(file => (int)(file.Offset / pieceLength))];
        _trees = [.. hashed.Select(file => (new FileTree(file.Length, pieceLength), file.PiecesRoot!.Value))];
    }

    public TorrentMetainfo Metainfo { get; }

    public bool HasSha1 => Metainfo.Format != TorrentFormat.V2;

    public bool HasTrees { get; }

    /// <summary>The SHA-1 of a piece.</summary>
    public ReadOnlySpan<byte> Sha1Of(int piece) => Metainfo.PieceHashes.Span.Slice(piece * Sha1Hash.Size, Sha1Hash.Size);

    /// <summary>The tree that a piece belongs to, and which of the file's pieces it is.</summary>
    public FileTree TreeOf(int piece, out int pieceOfFile) => _trees[IndexOf(piece, out pieceOfFile)].Tree;

    /// <summary>Whether a node is the one that stands for a piece in its file's tree.</summary>
    public bool IsNodeOf(int piece, in Sha256Hash node)
    {
        var (tree, root) = _trees[IndexOf(piece, out var pieceOfFile)];
        return tree.PieceCount == 1
            ? node == root
            : Metainfo.PieceLayers.TryGetValue(root, out var layer) && node.Is(layer.Span.Slice(pieceOfFile * Sha256Hash.Size, Sha256Hash.Size));
    }

    /// <summary>Whether all padding among bytes of the space of pieces is zeros.</summary>
    public bool HasZeroPadding(long offset, ReadOnlySpan<byte> bytes)
    {
        for (var i = FirstPaddingEndingBehind(offset); i < _padding.Length && _padding[i].Offset < offset + bytes.Length; i++)
        {
            var from = (int)Math.Max(0, _padding[i].Offset - offset);
            var to = (int)Math.Min(bytes.Length, _padding[i].End - offset);
            if (bytes[from..to].ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    private int IndexOf(int piece, out int pieceOfFile)
    {
        var index = Array.BinarySearch(_firstPieces, piece);
        index = index >= 0 ? index : ~index - 1;
        pieceOfFile = piece - _firstPieces[index];
        return index;
    }

    private int FirstPaddingEndingBehind(long offset)
    {
        var low = 0;
        var high = _padding.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_padding[middle].End > offset)
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
