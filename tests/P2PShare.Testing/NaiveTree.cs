using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Testing;

/// <summary>A whole merkle tree of a file with made-up content, computed node by node from BEP 52's definition and nothing of ours.</summary>
public sealed class NaiveTree
{
    private readonly List<byte[][]> _layers = [];
    private readonly Sha256Hash[] _leaves;

    public NaiveTree(long length, int pieceLength)
    {
        Shape = new FileTree(length, pieceLength);
        var blocks = (int)((length + 16383) / 16384);
        var width = 1;
        while (width < blocks)
        {
            width *= 2;
        }

        _layers.Add([.. Enumerable.Range(0, width).Select(i => i < blocks ? SHA256.HashData(Block(length, i)) : new byte[32])]);
        while (_layers[^1].Length > 1)
        {
            _layers.Add([.. _layers[^1].Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))]);
        }

        _leaves = [.. _layers[0].Select(node => new Sha256Hash(node))];
        Layers = new MerkleLayers(Shape, PieceLayer);
    }

    public FileTree Shape { get; }

    public int Height => _layers.Count - 1;

    public Sha256Hash Root => NodeAt(Height, 0);

    public ReadOnlySpan<Sha256Hash> Leaves => _leaves;

    public byte[] PieceLayer => [.. _layers[Shape.PieceLayer].Take(Shape.PieceCount).SelectMany(node => node)];

    public MerkleLayers Layers { get; }

    public static byte[] Block(long length, int index)
    {
        var block = new byte[Math.Min(16384, length - (index * 16384L))];
        Array.Fill(block, (byte)(index + 1));
        return block;
    }

    public Sha256Hash NodeAt(int layer, long index) => new(_layers[layer][index]);

    public byte[] Nodes(int layer, int index, int count) => [.. _layers[layer].Skip(index).Take(count).SelectMany(node => node)];
}
