using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks.Torrents;

/// <summary>
/// A leech gets blocks from so many seeds, each answering what it is asked: from the bytes of a receive through picker, buffers, hash and disk to the requests
/// that follow, and, where every block is a piece, to the <c>have</c> that all are told.
/// </summary>
[MemoryDiagnoser]
[WarmupCount(2)]
[IterationCount(6)]
[InvocationCount(1)]
public class SwarmDownloadBenchmarks
{
    private const int Blocks = 4_096;
    private const int Pieces = 1 << 14;
    private const int BlocksPerPiece = 16;

    private readonly byte[] _block = new byte[PeerMessageWriter.BlockHeaderSize + PieceGeometry.BlockLength];
    private SwarmScene _scene = null!;

    /// <summary>Connected peers.</summary>
    [Params(10, 100, 1_000)]
    public int Sessions { get; set; }

    [GlobalSetup(Target = nameof(Block))]
    public void BeginLongPieces() => Begin(Pieces, BlocksPerPiece * PieceGeometry.BlockLength);

    [GlobalSetup(Target = nameof(PieceOfOneBlock))]
    public void BeginShortPieces() => Begin(BlocksPerPiece * Pieces, PieceGeometry.BlockLength);

    [GlobalCleanup]
    public async Task EndAsync() => await _scene.DisposeAsync();

    /// <summary>One block of a piece of sixteen.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public void Block() => Answer(Blocks);

    /// <summary>One block that is a piece: hashed, written and told to all.</summary>
    [Benchmark(OperationsPerInvoke = Blocks / BlocksPerPiece)]
    public void PieceOfOneBlock() => Answer(Blocks / BlocksPerPiece);

    private void Begin(int pieces, int pieceLength)
    {
        _scene = SwarmScene.Leech(Sessions, pieces, pieceLength);
        _scene.FeedAll(PeerMessageWriter.WriteHaveAll);
        _scene.FeedAll(PeerMessageWriter.WriteUnchoke);
    }

    private void Answer(int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            var (peer, range) = _scene.NextRequest();
            PeerMessageWriter.WriteBlockHeader(_block, range);
            peer.Feed(_block);
            peer.WaitUntilTaken();
        }
    }
}
