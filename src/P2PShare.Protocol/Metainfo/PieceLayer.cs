using System.Buffers;
using System.Security.Cryptography;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Metainfo;

/// <summary>The layer of a file's merkle tree in which one hash covers one piece. BEP 52, <c>piece layers</c>.</summary>
public static class PieceLayer
{
    /// <summary>The root of the tree above a layer; behind the last piece the tree is filled up with blocks of no bytes, whose hash is zero.</summary>
    /// <param name="layer">The hashes of a file's pieces, 32 bytes each; at least one.</param>
    /// <param name="pieceLength">Bytes of a piece: a power of two of at least 16 KiB.</param>
    public static Sha256Hash RootOf(ReadOnlySpan<byte> layer, int pieceLength)
    {
        ArgumentOutOfRangeException.ThrowIfZero(layer.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(layer.Length % Sha256Hash.Size, 0);
        var buffer = ArrayPool<byte>.Shared.Rent(layer.Length + Sha256Hash.Size);
        layer.CopyTo(buffer);
        Span<byte> filler = stackalloc byte[Sha256Hash.Size];
        filler.Clear();
        for (var covered = PieceGeometry.BlockLength; covered < pieceLength; covered *= 2)
        {
            HashPair(filler, filler, filler);
        }

        for (var count = layer.Length / Sha256Hash.Size; count > 1; count = (count + 1) / 2)
        {
            filler.CopyTo(Hash(buffer, count));
            for (var i = 0; i < count; i += 2)
            {
                HashPair(Hash(buffer, i), Hash(buffer, i + 1), Hash(buffer, i / 2));
            }

            HashPair(filler, filler, filler);
        }

        var root = new Sha256Hash(Hash(buffer, 0));
        ArrayPool<byte>.Shared.Return(buffer);
        return root;
    }

    private static Span<byte> Hash(byte[] layer, int index) => layer.AsSpan(index * Sha256Hash.Size, Sha256Hash.Size);

    private static void HashPair(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        Span<byte> pair = stackalloc byte[2 * Sha256Hash.Size];
        left.CopyTo(pair);
        right.CopyTo(pair[Sha256Hash.Size..]);
        SHA256.HashData(pair, parent);
    }
}
