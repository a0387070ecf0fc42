using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Pieces;

/// <summary>
/// What answers a hash request: nodes of the base layer, and then for each layer from the root of those nodes on, up to the last proof layer,
/// the sibling (uncle) that is needed to go one layer up. BEP 52, <c>hashes</c>.
/// </summary>
public static class HashProof
{
    /// <summary>Number of hashes in the answer to a request that a tree contains.</summary>
    public static int CountOf(in HashRequest request) => request.Length + UnclesIn(request);

    /// <summary>The layer of the node that the answer proves: all above the base layer that the proof layers reach.</summary>
    public static int TopLayerOf(in HashRequest request) => RunLayerOf(request) + UnclesIn(request);

    /// <summary>The index, in its layer, of the node that the answer proves.</summary>
    public static long TopIndexOf(in HashRequest request) => (long)request.Index >> (TopLayerOf(request) - request.BaseLayer);

    /// <summary>
    /// Whether an answer is what the tree has: the right number of hashes, leading to <paramref name="top"/>, the node at
    /// <see cref="TopLayerOf"/> and <see cref="TopIndexOf"/>. False, too, for a request that the tree does not contain.
    /// </summary>
    public static bool Verify(FileTree tree, in HashRequest request, ReadOnlySpan<byte> hashes, in Sha256Hash top)
    {
        if (!tree.Contains(request) || hashes.Length != CountOf(request) * Sha256Hash.Size)
        {
            return false;
        }

        var nodes = MemoryMarshal.Cast<byte, Sha256Hash>(hashes);
        var node = MerkleTree.RootOf(nodes[..request.Length], request.BaseLayer);
        var index = request.Index >> (RunLayerOf(request) - request.BaseLayer);
        foreach (ref readonly var uncle in nodes[request.Length..])
        {
            node = index % 2 == 0 ? MerkleTree.Combine(node, uncle) : MerkleTree.Combine(uncle, node);
            index >>= 1;
        }

        return node == top;
    }

    /// <summary>Answers a request for nodes of the piece layer or above. False when the tree does not contain it, or it reaches below the piece layer.</summary>
    public static bool TryAnswer(MerkleLayers layers, in HashRequest request, [NotNullWhen(true)] out byte[]? hashes) =>
        TryAnswer(layers, request, [], 0, out hashes);

    /// <summary>
    /// Answers a request, given the leaves of whole pieces, padding included, from leaf <paramref name="firstLeaf"/> of the file on.
    /// False when the tree does not contain it, or it needs leaves that are not given. The caller owns the array.
    /// </summary>
    public static bool TryAnswer(
        MerkleLayers layers, in HashRequest request, ReadOnlySpan<Sha256Hash> leaves, long firstLeaf, [NotNullWhen(true)] out byte[]? hashes)
    {
        ArgumentNullException.ThrowIfNull(layers);
        hashes = null;
        if (!layers.Tree.Contains(request) || !Covers(layers.Tree, request, leaves.Length, firstLeaf))
        {
            return false;
        }

        hashes = new byte[CountOf(request) * Sha256Hash.Size];
        var nodes = MemoryMarshal.Cast<byte, Sha256Hash>(hashes.AsSpan());
        for (var i = 0; i < request.Length; i++)
        {
            nodes[i] = NodeAt(layers, leaves, firstLeaf, request.BaseLayer, request.Index + i);
        }

        var layer = RunLayerOf(request);
        foreach (ref var uncle in nodes[request.Length..])
        {
            uncle = NodeAt(layers, leaves, firstLeaf, layer, ((long)request.Index >> (layer - request.BaseLayer)) ^ 1);
            layer++;
        }

        return true;
    }

    /// <summary>Pieces whose leaves are needed to answer a request that the tree contains, counted from the file's beginning; none from the piece layer up.</summary>
    public static Range PiecesFor(FileTree tree, in HashRequest request)
    {
        if (request.BaseLayer >= tree.PieceLayer)
        {
            return 0..0;
        }

        var first = request.Index >> (tree.PieceLayer - request.BaseLayer);
        var last = (request.Index + (request.Length - 1)) >> (tree.PieceLayer - request.BaseLayer);
        return first..Math.Min(tree.PieceCount, last + 1);
    }

    private static int RunLayerOf(in HashRequest request) => request.BaseLayer + BitOperations.Log2((uint)request.Length);

    // The proof layers that the nodes themselves make are counted but not sent.
    private static int UnclesIn(in HashRequest request) => Math.Max(0, request.ProofLayers - BitOperations.Log2((uint)request.Length) + 1);

    private static bool Covers(FileTree tree, in HashRequest request, int leafCount, long firstLeaf)
    {
        var pieces = PiecesFor(tree, request);
        return pieces.Start.Value == pieces.End.Value
            || ((long)pieces.Start.Value * tree.LeavesPerPiece >= firstLeaf && (long)pieces.End.Value * tree.LeavesPerPiece <= firstLeaf + leafCount);
    }

    private static Sha256Hash NodeAt(MerkleLayers layers, ReadOnlySpan<Sha256Hash> leaves, long firstLeaf, int layer, long index)
    {
        if (layer >= layers.Tree.PieceLayer)
        {
            return layers.NodeAt(layer, index);
        }

        var start = (index << layer) - firstLeaf;
        return start >= leaves.Length ? MerkleTree.Padding(layer)
            : layer == 0 ? leaves[(int)start]
            : MerkleTree.RootOf(leaves.Slice((int)start, 1 << layer), 0);
    }
}
