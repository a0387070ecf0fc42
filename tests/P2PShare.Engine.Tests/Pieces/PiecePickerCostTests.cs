using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class PiecePickerCostTests
{
    private const int PeerCount = 50;

    private readonly BlockAddress[] _blocks = new BlockAddress[16];
    private readonly PeerKey[] _cancel = new PeerKey[PiecePicker.MaxCancels];

    [Fact]
    public void Nothing_is_allocated_once_it_runs()
    {
        var swarm = new PickerSwarm(pieces: 5000, blocksPerPiece: 8);
        var peers = Enumerable.Range(0, PeerCount).Select(_ => swarm.FastPeer()).ToArray();
        var owed = peers.Select(_ => new Queue<BlockAddress>(64)).ToArray();
        for (var i = 0; i < 50; i++)
        {
            Turn(swarm.Picker, peers, owed);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
        {
            Turn(swarm.Picker, peers, owed);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_torrent_of_two_million_pieces_is_completed_in_the_end()
    {
        const int Pieces = 2_000_000;
        var swarm = new PickerSwarm(Pieces, blocksPerPiece: 1);
        var most = new Bitfield(Pieces);
        most.SetAll();
        for (var piece = 0; piece < Pieces; piece += 2000)
        {
            most.Clear(piece);
        }

        swarm.Picker.MarkHave(most);
        var leech = swarm.Peer(Enumerable.Range(0, Pieces / 4000).Select(piece => piece * 2000).ToArray());
        var seed = swarm.Peer();
        swarm.Picker.WantedRemaining.ShouldBe(1000);

        for (var picked = 1; picked > 0;)
        {
            picked = Take(swarm.Picker, leech) + Take(swarm.Picker, seed);
        }

        swarm.Picker.IsComplete.ShouldBeTrue();
    }

    private void Turn(PiecePicker picker, PeerKey[] peers, Queue<BlockAddress>[] owed)
    {
        for (var index = 0; index < peers.Length; index++)
        {
            while (owed[index].TryDequeue(out var block))
            {
                if (picker.Received(peers[index], block, _cancel).Arrival == BlockArrival.Completed)
                {
                    picker.PieceVerified(block.Piece);
                    picker.MarkMissing(block.Piece);
                }
            }

            var picked = picker.Pick(peers[index], new PickLimits(TimeSpan.Zero, long.MaxValue), _blocks);
            foreach (var block in _blocks.AsSpan(0, picked))
            {
                owed[index].Enqueue(block);
            }
        }
    }

    private int Take(PiecePicker picker, PeerKey peer)
    {
        var picked = picker.Pick(peer, new PickLimits(TimeSpan.Zero, long.MaxValue), _blocks);
        foreach (var block in _blocks.AsSpan(0, picked))
        {
            picker.Received(peer, block, _cancel).Arrival.ShouldBe(BlockArrival.Completed);
            picker.PieceVerified(block.Piece);
        }

        return picked;
    }
}
