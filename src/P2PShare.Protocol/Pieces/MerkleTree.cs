using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Pieces;

/// <summary>
/// The arithmetic of BEP 52's merkle trees. Layer 0 is the leaves, the hashes of a file's blocks; a node of layer <c>n</c> covers <c>2^n</c> of them.
/// A tree's width is a power of two: what lies behind the file's end is leaves of 32 zero bytes and the nodes above such leaves.
/// </summary>
public static class MerkleTree
{
    /// <summary>Layers that a tree can have above its leaves: no file has more than 2^63 bytes.</summary>
    public const int MaxHeight = 49;

    private static readonly Sha256Hash[] PaddingByLayer = MakePadding();

    /// <summary>The leaf of a block: 1 to 16 KiB, as many bytes as the file has there.</summary>
    public static Sha256Hash HashBlock(ReadOnlySpan<byte> block)
    {
        ArgumentOutOfRangeException.ThrowIfZero(block.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block.Length, PieceGeometry.BlockLength);
        return Hash(block);
    }

    /// <summary>The leaves of blocks that lie one behind another, all of 16 KiB except that the last may be shorter.</summary>
    public static void HashBlocks(ReadOnlySpan<byte> blocks, Span<Sha256Hash> leaves, MessageHasher hasher)
    {
        ArgumentNullException.ThrowIfNull(hasher);
        hasher.HashEach(blocks, PieceGeometry.BlockLength, MemoryMarshal.AsBytes(leaves));
    }

    /// <summary>The node above two.</summary>
    public static Sha256Hash Combine(in Sha256Hash left, in Sha256Hash right)
    {
        Span<byte> both = stackalloc byte[2 * Sha256Hash.Size];
        left.CopyTo(both);
        right.CopyTo(both[Sha256Hash.Size..]);
        return Hash(both);
    }

    /// <summary>The node of a layer, 0 to <see cref="MaxHeight"/>, that covers nothing of a file.</summary>
    public static Sha256Hash Padding(int layer) => PaddingByLayer[layer];

    /// <summary>The layer of which one node covers a piece: 0 for pieces of 16 KiB, a power of two.</summary>
    public static int LayerOf(int pieceLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceLength, PieceGeometry.BlockLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(BitOperations.IsPow2(pieceLength), true, nameof(pieceLength));
        return BitOperations.Log2((uint)(pieceLength / PieceGeometry.BlockLength));
    }

    /// <summary>Layers between a layer of this many nodes and the one node above all of them.</summary>
    public static int HeightOver(long nodes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        return nodes == 1 ? 0 : BitOperations.Log2((ulong)(nodes - 1)) + 1;
    }

    /// <summary>The root over all nodes of a layer, at least one, padded to a power of two. The nodes are overwritten.</summary>
    public static Sha256Hash RootInPlace(Span<Sha256Hash> nodes, int layer) => RootInPlace(nodes, layer, HeightOver(nodes.Length));

    /// <summary>The node <paramref name="height"/> layers above the first nodes of a layer, padded to <c>2^height</c> of them. The nodes are overwritten.</summary>
    public static Sha256Hash RootInPlace(Span<Sha256Hash> nodes, int layer, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(HeightOver(Math.Max(1, nodes.Length)), height, nameof(height));
        for (var top = layer + height; layer < top && nodes.Length > 0; layer++)
        {
            nodes = nodes[..Halve(nodes, layer)];
        }

        return nodes.Length == 0 ? Padding(layer + height) : nodes[0];
    }

    /// <summary>A file's pieces root, over its piece layer: 32 bytes for each piece, at least one.</summary>
    public static Sha256Hash RootOfLayer(ReadOnlySpan<byte> layer, int pieceLength)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(layer.Length % Sha256Hash.Size, 0, nameof(layer));
        return RootOf(MemoryMarshal.Cast<byte, Sha256Hash>(layer), LayerOf(pieceLength));
    }

    /// <summary>The root over all nodes of a layer, at least one, which are left as they are.</summary>
    public static Sha256Hash RootOf(ReadOnlySpan<Sha256Hash> nodes, int layer)
    {
        var copy = ArrayPool<Sha256Hash>.Shared.Rent(nodes.Length);
        nodes.CopyTo(copy);
        var root = RootInPlace(copy.AsSpan(0, nodes.Length), layer);
        ArrayPool<Sha256Hash>.Shared.Return(copy);
        return root;
    }

    /// <summary>Turns nodes of a layer into those of the layer above, in place; says how many they are.</summary>
    private static int Halve(Span<Sha256Hash> nodes, int layer)
    {
        var bytes = MemoryMarshal.AsBytes(nodes);
        Span<byte> parent = stackalloc byte[Sha256Hash.Size];
        for (var pair = 0; pair < nodes.Length / 2; pair++)
        {
            _ = SHA256.HashData(bytes.Slice(pair * parent.Length * 2, parent.Length * 2), parent);
            parent.CopyTo(bytes[(pair * parent.Length)..]);
        }

        if (nodes.Length % 2 != 0)
        {
            nodes[nodes.Length / 2] = Combine(nodes[^1], Padding(layer));
        }

        return (nodes.Length + 1) / 2;
    }

    private static Sha256Hash Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Sha256Hash.Size];
        _ = SHA256.HashData(bytes, hash);
        return new Sha256Hash(hash);
    }

    private static Sha256Hash[] MakePadding()
    {
        var padding = new Sha256Hash[MaxHeight + 1];
        for (var layer = 1; layer < padding.Length; layer++)
        {
            padding[layer] = Combine(padding[layer - 1], padding[layer - 1]);
        }

        return padding;
    }
}
