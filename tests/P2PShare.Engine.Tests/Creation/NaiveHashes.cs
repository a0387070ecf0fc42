using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Tests.Creation;

/// <summary>The hashes of a content, all of it in memory, straight from the words of BEP 3 and 52 and with nothing of ours.</summary>
internal static class NaiveHashes
{
    private const int BlockLength = 16384;

    /// <summary>v1 pieces of files one after another; in a hybrid each padded with zeros to whole pieces.</summary>
    public static byte[] Pieces(IReadOnlyList<byte[]> files, int pieceLength, bool isPadded)
    {
        var space = new List<byte>();
        foreach (var file in files)
        {
            space.AddRange(file);
            while (isPadded && space.Count % pieceLength != 0)
            {
                space.Add(0);
            }
        }

#pragma warning disable CA5350 // SHA-1 is what v1 pieces are hashed with (BEP 3).
        return [.. space.Chunk(pieceLength).SelectMany(SHA1.HashData)];
#pragma warning restore CA5350
    }

    /// <summary>The root of a file's tree: its blocks' hashes, padded with zeros to a power of two, two by two.</summary>
    public static Sha256Hash Root(byte[] file) => new(Top([.. file.Chunk(BlockLength).Select(SHA256.HashData)]));

    /// <summary>The layer of hashes that cover a piece each, as far as the file goes.</summary>
    public static byte[] Layer(byte[] file, int pieceLength) =>
        [.. file.Chunk(pieceLength).SelectMany(piece => Top([.. piece.Chunk(BlockLength).Select(SHA256.HashData)], pieceLength / BlockLength))];

    private static byte[] Top(List<byte[]> nodes, int width = 1)
    {
        while (width < nodes.Count)
        {
            width *= 2;
        }

        while (nodes.Count < width)
        {
            nodes.Add(new byte[32]);
        }

        while (nodes.Count > 1)
        {
            nodes = [.. nodes.Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))];
        }

        return nodes[0];
    }
}
