using System.Diagnostics.CodeAnalysis;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>Finds the merkle tree that a piece or a root belongs to, and what a piece's node must be. Empty for a v1 torrent.</summary>
internal sealed class HashedFiles
{
    private readonly IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> _pieceLayers;
    private readonly HashedFile[] _files;
    private readonly int[] _firstPieces;
    private ILookup<Sha256Hash, HashedFile>? _byRoot;

    public HashedFiles(TorrentMetainfo metainfo)
    {
        var pieceLength = metainfo.Geometry.PieceLength;
        _pieceLayers = metainfo.PieceLayers;
        _files = [.. metainfo.Files
            .Where(file => file is { PiecesRoot: not null, Length: > 0 })
            .Select(file => new HashedFile(new FileTree(file.Length, pieceLength), file.PiecesRoot!.Value, (int)(file.Offset / pieceLength)))];
        _firstPieces = [.. _files.Select(file => file.FirstPiece)];
    }

    /// <summary>All files with this content.</summary>
    public IEnumerable<HashedFile> With(Sha256Hash root) => (_byRoot ??= _files.ToLookup(static file => file.Root))[root];

    /// <summary>The file that a piece belongs to; false when there is none.</summary>
    public bool TryFind(int piece, out HashedFile file)
    {
        var index = Array.BinarySearch(_firstPieces, piece);
        index = index >= 0 ? index : ~index - 1;
        file = index >= 0 ? _files[index] : default;
        return index >= 0 && piece - file.FirstPiece < file.Tree.PieceCount;
    }

    /// <summary>The nodes of a file's pieces, 32 bytes each; false when they are not known.</summary>
    public bool TryGetPieceLayer(in HashedFile file, out ReadOnlySpan<byte> layer)
    {
        var isKnown = _pieceLayers.TryGetValue(file.Root, out var bytes) && bytes.Length == file.Tree.PieceCount * Sha256Hash.Size;
        layer = bytes.Span;
        return isKnown;
    }

    /// <summary>The node of a piece of the torrent; false when it has none or it is not known.</summary>
    public bool TryGetNode(int piece, out Sha256Hash node)
    {
        node = default;
        if (!TryFind(piece, out var file))
        {
            return false;
        }

        if (file.Tree.PieceCount == 1)
        {
            node = file.Root;
            return true;
        }

        if (!TryGetPieceLayer(file, out var layer))
        {
            return false;
        }

        node = new Sha256Hash(layer.Slice((piece - file.FirstPiece) * Sha256Hash.Size, Sha256Hash.Size));
        return true;
    }

    /// <summary>Hashes blocks of a piece into leaves, from its block <paramref name="first"/> on; what lies behind the file's end is padding and is in no tree.</summary>
    public void HashLeaves(int piece, int first, ReadOnlySpan<byte> bytes, Span<Sha256Hash> leaves)
    {
        var end = TryFind(piece, out var file) ? file.Tree.LengthOf(piece - file.FirstPiece) : 0;
        for (var index = 0; index < leaves.Length && index * PieceGeometry.BlockLength < bytes.Length; index++)
        {
            var left = end - ((first + index) * PieceGeometry.BlockLength);
            if (left > 0)
            {
                var block = bytes[(index * PieceGeometry.BlockLength)..];
                leaves[index] = MerkleTree.HashBlock(block[..Math.Min(block.Length, Math.Min(left, PieceGeometry.BlockLength))]);
            }
        }
    }

    /// <summary>The layers from a file's pieces to its root; false when they are not known.</summary>
    public bool TryGetLayers(in HashedFile file, [NotNullWhen(true)] out MerkleLayers? layers)
    {
        layers = null;
        if (file.Tree.PieceCount == 1)
        {
            var root = new byte[Sha256Hash.Size];
            file.Root.CopyTo(root);
            layers = new MerkleLayers(file.Tree, root);
        }
        else if (TryGetPieceLayer(file, out var layer))
        {
            layers = new MerkleLayers(file.Tree, layer);
        }

        return layers is not null;
    }
}
