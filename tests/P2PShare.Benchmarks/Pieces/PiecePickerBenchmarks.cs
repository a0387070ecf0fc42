using BenchmarkDotNet.Attributes;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks.Pieces;

/// <summary>The picker under load: 200 peers, one in ten a seed, the others with half of the pieces; pieces of 16 blocks.</summary>
[MemoryDiagnoser]
public class PiecePickerBenchmarks
{
    private const int PeerCount = 200;
    private const int BlocksPerPiece = 16;
    private const int BlocksPerRun = 16 * PeerCount;

    private readonly BlockAddress[] _blocks = new BlockAddress[16];
    private readonly PeerKey[] _cancel = new PeerKey[PiecePicker.MaxCancels];
    private readonly PeerKey[] _peers = new PeerKey[PeerCount];
    private readonly Queue<BlockAddress>[] _owed = new Queue<BlockAddress>[PeerCount];
    private readonly Random _random = new(1);
    private PiecePicker _picker = null!;
    private Bitfield _half = null!;
    private PeerKey _newcomer;
    private int _serial;

    /// <summary>Pieces of the torrent.</summary>
    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int Pieces { get; set; }

    /// <summary>A torrent well under way: each peer owes 32 blocks.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var geometry = PieceGeometry.Continuous(BlocksPerPiece * PieceGeometry.BlockLength, (long)Pieces * BlocksPerPiece * PieceGeometry.BlockLength);
        _picker = new PiecePicker(geometry, PaddingMap.Of(geometry, []), _random);
        for (var piece = 0; piece < Pieces; piece += 10)
        {
            _picker.MarkHave(piece);
        }

        _half = Half();
        for (var slot = 0; slot < PeerCount; slot++)
        {
            _peers[slot] = Join(slot);
            if (slot % 10 == 0)
            {
                _picker.PeerHasAll(_peers[slot]);
            }
            else
            {
                _picker.PeerHas(_peers[slot], Half());
            }

            _picker.PeerRate(_peers[slot], slot % 3 == 0 ? 10_000 : 10_000_000);
            _owed[slot] = new Queue<BlockAddress>();
            for (var i = 0; i < 2; i++)
            {
                Ask(slot);
            }
        }

        // The newcomer has only what many have.
        _newcomer = Join(PeerCount);
        var common = new Bitfield(Pieces);
        for (var piece = 1; piece < Pieces; piece += Pieces / 100)
        {
            common.Set(piece);
            for (var slot = 0; slot < PeerCount; slot++)
            {
                _picker.PeerHas(_peers[slot], piece);
            }
        }

        _picker.PeerHas(_newcomer, common);
    }

    /// <summary>One block answered and one asked for, a piece in sixteen verified.</summary>
    [Benchmark(OperationsPerInvoke = BlocksPerRun)]
    public void Block()
    {
        for (var slot = 0; slot < PeerCount; slot++)
        {
            for (var i = 0; i < 16; i++)
            {
                var block = _owed[slot].Dequeue();
                if (_picker.Received(_peers[slot], block, _cancel).Arrival == BlockArrival.Completed)
                {
                    _picker.PieceVerified(block.Piece);
                    _picker.MarkMissing(block.Piece);
                }
            }

            Ask(slot);
        }
    }

    /// <summary>A peer gets a piece and loses it.</summary>
    [Benchmark]
    public void HaveAndLost()
    {
        var piece = _random.Next(Pieces);
        if (_picker.PeerHas(_peers[1], piece))
        {
            _picker.PeerLost(_peers[1], piece);
        }
    }

    /// <summary>A piece is begun with a peer that has only common ones, and given up.</summary>
    [Benchmark]
    public void NewcomerPick()
    {
        _ = _picker.Pick(_newcomer, new PickLimits(TimeSpan.Zero, long.MaxValue), _blocks);
        _picker.DroppedAll(_newcomer);
    }

    /// <summary>A peer with half of the pieces comes, is asked for blocks and leaves.</summary>
    [Benchmark]
    public void JoinPickLeave()
    {
        var key = Join(PeerCount + 1);
        _picker.PeerHas(key, _half);
        _ = _picker.Pick(key, new PickLimits(TimeSpan.Zero, long.MaxValue), _blocks);
        _picker.PeerLeft(key);
    }

    private PeerKey Join(int slot)
    {
        var key = new PeerKey(slot, ++_serial);
        _picker.PeerJoined(key);
        return key;
    }

    private void Ask(int slot)
    {
        var picked = _picker.Pick(_peers[slot], new PickLimits(TimeSpan.Zero, long.MaxValue), _blocks);
        for (var i = 0; i < picked; i++)
        {
            _owed[slot].Enqueue(_blocks[i]);
        }
    }

    private Bitfield Half()
    {
        var bytes = new byte[Bitfield.ByteCountOf(Pieces)];
        _random.NextBytes(bytes);
        bytes[^1] = 0;
        return Bitfield.TryRead(bytes, Pieces, out var bits) ? bits : throw new InvalidOperationException();
    }
}
