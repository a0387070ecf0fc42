using System.Buffers;
using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks;

/// <summary>What it costs to cut a session's bytes into messages: blocks, which are nearly all of them, and a flood of haves, which is most messages.</summary>
[MemoryDiagnoser]
public class PeerMessageReaderBenchmarks
{
    private const int Blocks = 64;
    private const int Haves = 10_000;

    private readonly byte[] _blocks = WriteBlocks();
    private readonly byte[] _haves = WriteHaves();
    private readonly PeerMessageReader _reader = new(PeerMessageReader.MaxBitfieldLength);
    private readonly CountingHandler _handler = new();

    /// <summary>Bytes of one receive. 1,460 is what one packet brings, 65,536 a full buffer; neither falls on the messages' bounds.</summary>
    [Params(1460, 65536)]
    public int Portion { get; set; }

    [Benchmark]
    public long ReadBlocks() => Read(_blocks);

    [Benchmark(OperationsPerInvoke = Haves)]
    public long ReadHaves() => Read(_haves);

    private static byte[] WriteBlocks()
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < Blocks; i++)
        {
            PeerMessageWriter.WriteBlockHeader(
                output.GetSpan(PeerMessageWriter.BlockHeaderSize), new BlockRange(i, 0, PieceGeometry.BlockLength));
            output.Advance(PeerMessageWriter.BlockHeaderSize);
            output.Write(new byte[PieceGeometry.BlockLength]);
        }

        return output.WrittenSpan.ToArray();
    }

    private static byte[] WriteHaves()
    {
        var output = new ArrayBufferWriter<byte>();
        for (var i = 0; i < Haves; i++)
        {
            PeerMessageWriter.WriteHave(output, i);
        }

        return output.WrittenSpan.ToArray();
    }

    private long Read(byte[] wire)
    {
        for (var at = 0; at < wire.Length; at += Portion)
        {
            _ = _reader.Read(wire.AsSpan(at, Math.Min(Portion, wire.Length - at)), _handler);
        }

        return _handler.Count;
    }
}
