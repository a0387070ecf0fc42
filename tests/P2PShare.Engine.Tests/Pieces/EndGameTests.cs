using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class EndGameTests
{
    [Fact]
    public void An_idle_peer_is_asked_for_what_another_owes_and_that_one_gets_a_cancel()
    {
        var swarm = new PickerSwarm(pieces: 1);
        PeerKey staller = swarm.Peer(), idle = swarm.Peer();
        var owed = swarm.Pick(staller, 4);

        var again = swarm.Pick(idle, 10).ShouldHaveSingleItem();
        again.ShouldBe(owed[3]);

        var cancel = new PeerKey[PiecePicker.MaxCancels];
        var receipt = swarm.Picker.Received(idle, again, cancel);
        receipt.Arrival.ShouldBe(BlockArrival.Accepted);
        cancel[..receipt.CancelCount].ShouldBe([staller]);
        swarm.Picker.OutstandingOf(staller).ShouldBe(3);
        swarm.Give(staller, again).ShouldBe(BlockArrival.Duplicate);
        swarm.Pick(idle, 10).ShouldBe([owed[2]]);
    }

    [Fact]
    public void No_block_is_asked_for_twice_while_there_is_another()
    {
        var swarm = new PickerSwarm(pieces: 2);
        PeerKey staller = swarm.Peer(), other = swarm.FastPeer();
        var owed = swarm.Pick(staller, 4);

        swarm.Pick(other, 4).ShouldAllBe(block => !owed.Contains(block));
    }

    [Fact]
    public void A_block_is_asked_of_three_peers_and_of_one_more_that_is_much_faster_and_of_none_twice()
    {
        var swarm = new PickerSwarm(pieces: 1, blocksPerPiece: 1);
        var peers = Enumerable.Range(0, 10).Select(_ => swarm.Peer()).ToArray();

        var asked = peers.Concat(peers).Sum(peer => swarm.Pick(peer, 5).Length);

        asked.ShouldBe(3);
        swarm.Pick(swarm.FastPeer(), 5).Length.ShouldBe(1);
        swarm.Pick(swarm.FastPeer(), 5).ShouldBeEmpty();
    }

    [Fact]
    public void A_fast_peer_takes_over_the_tail_of_a_slow_ones_queue()
    {
        var swarm = new PickerSwarm(pieces: 1, blocksPerPiece: 64);
        PeerKey slow = swarm.Peer(), fast = swarm.Peer();
        var owed = swarm.Pick(slow, 64);
        swarm.Picker.PeerRate(slow, 2 * PieceGeometry.BlockLength);
        swarm.Picker.PeerRate(fast, 100 * PieceGeometry.BlockLength);

        var taken = swarm.Pick(fast, 64);

        // The slow one delivers two blocks a second, the fast one a hundred; what the slow one would send within the second stays its own.
        taken[0].ShouldBe(owed[63]);
        taken.Length.ShouldBeInRange(50, 62);
        taken.ShouldNotContain(owed[0]);
    }

    [Fact]
    public void Equally_fast_peers_do_not_ask_for_each_others_blocks_while_they_have_their_own()
    {
        var swarm = new PickerSwarm(pieces: 2, blocksPerPiece: 64);
        PeerKey left = swarm.Peer(0), right = swarm.Peer();
        swarm.Picker.PeerRate(left, 100 * PieceGeometry.BlockLength);
        swarm.Picker.PeerRate(right, 100 * PieceGeometry.BlockLength);
        swarm.Pick(left, 64).Length.ShouldBe(64);
        swarm.Pick(right, 64).Length.ShouldBe(64);

        swarm.Pick(left, 64).ShouldBeEmpty();
        swarm.Pick(right, 64).ShouldBeEmpty();
    }

    [Fact]
    public void Of_several_the_one_that_would_be_last_is_relieved_first()
    {
        var swarm = new PickerSwarm(pieces: 2, blocksPerPiece: 8);
        PeerKey slow = swarm.Peer(0), slowest = swarm.Peer(1), idle = swarm.FastPeer();
        swarm.Pick(slow, 8);
        swarm.Pick(slowest, 8);
        swarm.Picker.PeerRate(slow, PieceGeometry.BlockLength);
        swarm.Picker.PeerRate(slowest, PieceGeometry.BlockLength / 2);

        swarm.Pick(idle, 1).ShouldHaveSingleItem().Piece.ShouldBe(1);
    }

    [Fact]
    public void A_choking_peer_takes_no_part()
    {
        var swarm = new PickerSwarm(pieces: 1);
        swarm.Pick(swarm.Peer(), 4);

        swarm.Pick(swarm.Peer(), 4, choked: true).ShouldBeEmpty();
    }

    [Fact]
    public void A_trickling_seed_alone_cannot_hold_up_the_end()
    {
        // The tricklers take everything and give nothing; the honest peer, asked whenever it is idle, finishes the torrent.
        var swarm = new PickerSwarm(pieces: 8, blocksPerPiece: 8);
        var tricklers = Enumerable.Range(0, 5).Select(_ => swarm.Peer()).ToArray();
        var honest = swarm.FastPeer();
        foreach (var trickler in tricklers)
        {
            swarm.Pick(trickler, 100);
        }

        var rounds = 0;
        while (!swarm.Picker.IsComplete && rounds++ < 1000)
        {
            foreach (var block in swarm.Pick(honest, 4))
            {
                if (swarm.Give(honest, block) == BlockArrival.Completed)
                {
                    swarm.Picker.PieceVerified(block.Piece);
                }
            }
        }

        swarm.Picker.IsComplete.ShouldBeTrue();
        swarm.Picker.OpenCount.ShouldBe(0);
    }
}
