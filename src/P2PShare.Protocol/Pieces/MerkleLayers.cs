using System.Runtime.InteropServices;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Pieces;

/// <summary>The upper part of a file's tree, from its piece layer to its root: what a hash request is answered from without reading content. Immutable.</summary>
public sealed class MerkleLayers
{
    private readonly Sha256Hash[][] _layers;

    /// <summary>Computes all layers above a piece layer of 32 bytes for each piece, which was checked against the pieces root.</summary>
    public MerkleLayers(FileTree tree, ReadOnlySpan<byte> pieceLayer)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pieceLayer.Length, tree.PieceCount * Sha256Hash.Size, nameof(pieceLayer));
        Tree = tree;
        _layers = new Sha256Hash[tree.Height - tree.PieceLayer + 1][];
        _layers[0] = MemoryMarshal.Cast<byte, Sha256Hash>(pieceLayer).ToArray();
        for (var i = 1; i < _layers.Length; i++)
        {
            _layers[i] = Above(_layers[i - 1], tree.PieceLayer + i - 1);
        }
    }

    /// <summary>The tree's shape.</summary>
    public FileTree Tree { get; }

    /// <summary>The file's pieces root.</summary>
    public Sha256Hash Root => _layers[^1][0];

    /// <summary>A node of a layer from the piece layer up.</summary>
    public Sha256Hash NodeAt(int layer, long index)
    {
        var nodes = _layers[layer - Tree.PieceLayer];
        return index < nodes.Length ? nodes[index] : MerkleTree.Padding(layer);
    }

    private static Sha256Hash[] Above(Sha256Hash[] nodes, int layer)
    {
        var above = new Sha256Hash[(nodes.Length + 1) / 2];
        for (var i = 0; i < above.Length; i++)
        {
            var right = (2 * i) + 1 < nodes.Length ? nodes[(2 * i) + 1] : MerkleTree.Padding(layer);
            above[i] = MerkleTree.Combine(nodes[2 * i], right);
        }

        return above;
    }
}
