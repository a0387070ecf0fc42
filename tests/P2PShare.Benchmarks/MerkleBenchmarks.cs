using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks;

/// <summary>What merkle trees cost: a leaf for each block, the nodes above a piece's leaves, a file's root over its pieces, and an answer to a hash request.</summary>
[MemoryDiagnoser]
public class MerkleBenchmarks
{
    private const int PieceLength = 4 << 20;
    private const int Pieces = 16_384;

    private readonly byte[] _block = new byte[PieceGeometry.BlockLength];
    private readonly Sha256Hash[] _leaves = new Sha256Hash[PieceLength / PieceGeometry.BlockLength];
    private readonly byte[] _pieceLayer = new byte[Pieces * Sha256Hash.Size];
    private readonly FileTree _tree = new((long)Pieces * PieceLength, PieceLength);
    private MerkleLayers _layers = null!;
    private HashRequest _request;
    private byte[] _answer = null!;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(52);
        random.NextBytes(_block);
        random.NextBytes(_pieceLayer);
        _layers = new MerkleLayers(_tree, _pieceLayer);
        _request = new HashRequest(_layers.Root, _tree.PieceLayer, Index: 512, Length: 512, ProofLayers: 13);
        _answer = HashProof.TryAnswer(_layers, _request, out var hashes) ? hashes : throw new InvalidOperationException("No answer.");
    }

    [Benchmark]
    public Sha256Hash HashBlock() => MerkleTree.HashBlock(_block);

    /// <summary>256 leaves.</summary>
    [Benchmark]
    public Sha256Hash RootOfPiece() => _tree.RootOfPiece(_leaves);

    /// <summary>16,384 pieces: a file of 64 GiB.</summary>
    [Benchmark]
    public Sha256Hash RootOfLayer() => MerkleTree.RootOfLayer(_pieceLayer, PieceLength);

    /// <summary>512 pieces of 16,384, with a proof.</summary>
    [Benchmark]
    public byte[] Answer() => HashProof.TryAnswer(_layers, _request, out var hashes) ? hashes : [];

    [Benchmark]
    public bool Verify() => HashProof.Verify(_tree, _request, _answer, _layers.Root);
}
