using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks.Torrents;

/// <summary>What messages and ticks cost a leech with so many sessions, from the bytes of one receive to the swarm's answer. All peers want something.</summary>
[MemoryDiagnoser]
[WarmupCount(3)]
[IterationCount(8)]
[InvocationCount(1)]
public class SwarmMessageBenchmarks
{
    private const int Pieces = 1 << 18;
    private const int Messages = 4_096;
    private const int Ticks = 4_096;
    private const int PieceOffset = 5;

    private readonly byte[] _interested = SwarmScene.Message(PeerMessageWriter.WriteInterested);
    private readonly byte[] _notInterested = SwarmScene.Message(PeerMessageWriter.WriteNotInterested);
    private readonly byte[] _have = SwarmScene.Message(static output => PeerMessageWriter.WriteHave(output, 0));
    private SwarmScene _scene = null!;
    private int _next;

    /// <summary>Connected peers.</summary>
    [Params(10, 100, 1_000)]
    public int Sessions { get; set; }

    [GlobalSetup]
    public void Begin()
    {
        _scene = SwarmScene.Leech(Sessions, Pieces, PieceGeometry.BlockLength);
        _scene.FeedAll(PeerMessageWriter.WriteInterested);
        SwarmScene.WaitFor(() => _scene.Peers.Any(static peer => peer.IsUnchoked));
    }

    [GlobalCleanup]
    public async Task EndAsync() => await _scene.DisposeAsync();

    /// <summary>A peer has one more piece, alone in its receive.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void Have()
    {
        for (var i = 0; i < Messages; i++, _next++)
        {
            var peer = _scene.Peers[_next % Sessions];
            BinaryPrimitives.WriteInt32BigEndian(_have.AsSpan(PieceOffset), _next / Sessions);
            peer.Feed(_have);
            peer.WaitUntilTaken();
        }
    }

    /// <summary>A peer loses its interest, or finds it again.</summary>
    [Benchmark(OperationsPerInvoke = Messages)]
    public void Interest()
    {
        for (var i = 0; i < Messages / 2; i++, _next++)
        {
            _scene.Peers[_next % Sessions].Feed(_notInterested);
            _scene.Peers[_next % Sessions].Feed(_interested);
        }
    }

    /// <summary>One second of the engine's clock.</summary>
    [Benchmark(OperationsPerInvoke = Ticks)]
    public void Tick()
    {
        for (var i = 0; i < Ticks; i++)
        {
            _scene.Swarm.Tick();
        }
    }
}
