using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class PiecePickerTests
{
    [Fact]
    public void A_peer_gets_all_blocks_of_a_piece_in_order_before_another_is_begun()
    {
        var swarm = new PickerSwarm(pieces: 10);
        var peer = swarm.Peer();

        var first = swarm.Pick(peer, 3).Concat(swarm.Pick(peer, 3)).ToArray();

        first.Take(4).Select(block => block.Piece).Distinct().Count().ShouldBe(1);
        first.Take(4).Select(block => block.Block).ShouldBe([0, 1, 2, 3]);
        first[4].Piece.ShouldNotBe(first[0].Piece);
        swarm.Picker.OutstandingOf(peer).ShouldBe(6);
        swarm.Picker.OpenCount.ShouldBe(2);
        swarm.Picker.OpenCost.ShouldBe(2L * swarm.Geometry.PieceLength);
    }

    [Fact]
    public void The_first_pieces_are_random_and_the_next_the_rarest()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 1);
        var seed = swarm.Peer();
        var others = Enumerable.Range(0, 100).Where(piece => piece != 7).ToArray();
        swarm.Peer(others);
        swarm.Peer(others);

        for (var i = 0; i < PiecePicker.RandomFirst; i++)
        {
            var picked = swarm.Pick(seed, 1).ShouldHaveSingleItem();
            swarm.Give(seed, picked).ShouldBe(BlockArrival.Completed);
            swarm.Picker.PieceVerified(picked.Piece);
        }

        if (!swarm.Picker.Have[7])
        {
            swarm.Pick(seed, 1).ShouldHaveSingleItem().Piece.ShouldBe(7);
        }

        swarm.Picker.Have.Count.ShouldBe(PiecePicker.RandomFirst);
    }

    [Fact]
    public void The_very_first_piece_is_any_and_not_the_rarest() =>
        Enumerable.Range(0, 50).Count(seed =>
        {
            var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 1, seed: seed);
            var everything = swarm.Peer();
            swarm.Peer([.. Enumerable.Range(0, 100).Where(piece => piece != 7)]);
            return swarm.Pick(everything, 1).ShouldHaveSingleItem().Piece == 7;
        }).ShouldBeLessThan(10);

    [Fact]
    public void Different_seeds_of_chance_begin_at_different_pieces() =>
        Enumerable.Range(0, 50).Select(seed =>
        {
            var swarm = new PickerSwarm(pieces: 1000, seed: seed);
            return swarm.Pick(swarm.Peer(), 1)[0].Piece;
        }).Distinct().Count().ShouldBeGreaterThan(40);

    [Fact]
    public void Sequential_takes_pieces_in_their_order()
    {
        var swarm = new PickerSwarm(pieces: 5, blocksPerPiece: 1);
        swarm.Picker.Sequential = true;

        swarm.Pick(swarm.Peer(), 5).Select(block => block.Piece).ShouldBe([0, 1, 2, 3, 4]);
    }

    [Fact]
    public void Only_wanted_pieces_that_are_not_had_are_asked_for()
    {
        var swarm = new PickerSwarm(pieces: 6, blocksPerPiece: 1);
        swarm.Picker.SetWanted(swarm.Set(1, 3, 5));
        swarm.Picker.MarkHave(3);
        var peer = swarm.Peer();

        swarm.Picker.WantedRemaining.ShouldBe(2);
        swarm.Pick(peer, 6).Select(block => block.Piece).Order().ShouldBe([1, 5]);
    }

    [Fact]
    public void A_peer_is_interesting_while_it_has_a_wanted_piece_that_we_have_not()
    {
        var swarm = new PickerSwarm(pieces: 100);
        var picker = swarm.Picker;
        var peer = swarm.Peer(1, 2, 99);
        var seed = swarm.Peer();

        picker.SetWanted(swarm.Set(1, 50));
        picker.IsInteresting(peer).ShouldBeTrue();
        picker.MarkHave(1);
        picker.IsInteresting(peer).ShouldBeFalse();
        picker.IsInteresting(seed).ShouldBeTrue();
        picker.PeerHas(peer, 50).ShouldBeTrue();
        picker.IsInteresting(peer).ShouldBeTrue();
        picker.PeerLost(peer, 50);
        picker.IsInteresting(peer).ShouldBeFalse();
        picker.MarkMissing(1);
        picker.IsInteresting(peer).ShouldBeTrue();
        picker.MarkHave(1);
        picker.MarkHave(50);
        picker.IsComplete.ShouldBeTrue();
        picker.IsInteresting(seed).ShouldBeFalse();
        picker.SetWanted(null);
        picker.IsInteresting(peer).ShouldBeTrue();
        picker.WantedRemaining.ShouldBe(98);
    }

    [Fact]
    public void A_have_told_twice_counts_once()
    {
        var swarm = new PickerSwarm(pieces: 10);
        var peer = swarm.Peer(1);

        swarm.Picker.PeerHas(peer, 1).ShouldBeFalse();
        swarm.Picker.PeerHas(peer, 2).ShouldBeTrue();
        swarm.Picker.PeerHas(peer, 2).ShouldBeFalse();
        swarm.Picker.PeerHas(peer, swarm.Set(1, 2, 3));
        swarm.Picker.AvailabilityOf(2).ShouldBe(1);
        swarm.Picker.PeerLost(peer, 2);
        swarm.Picker.PeerLost(peer, 2);
        swarm.Picker.AvailabilityOf(2).ShouldBe(0);
        swarm.Picker.PeerLeft(peer);
        swarm.Picker.PeerLeft(peer);
        Enumerable.Range(0, 10).Sum(swarm.Picker.AvailabilityOf).ShouldBe(0);
    }

    [Fact]
    public void Who_gets_the_last_piece_counts_as_a_seed_and_who_loses_one_does_not()
    {
        var swarm = new PickerSwarm(pieces: 3);
        var peer = swarm.Peer(0, 1);
        var other = swarm.Peer(1);

        swarm.Picker.PeerHas(peer, 2);
        swarm.Picker.SeedCount.ShouldBe(1);
        swarm.Picker.IsSeed(peer).ShouldBeTrue();
        swarm.Picker.PieceCountOf(peer).ShouldBe(3);
        Availabilities().ShouldBe([1, 2, 1]);

        swarm.Picker.PeerLost(peer, 0);
        swarm.Picker.SeedCount.ShouldBe(0);
        swarm.Picker.HasPiece(peer, 0).ShouldBeFalse();
        Availabilities().ShouldBe([0, 2, 1]);

        swarm.Picker.PeerHas(peer, 0);
        swarm.Picker.IsSeed(peer).ShouldBeTrue();
        Availabilities().ShouldBe([1, 2, 1]);
        swarm.Picker.PeerLeft(peer);
        swarm.Picker.PeerLeft(other);
        Availabilities().ShouldBe([0, 0, 0]);

        IEnumerable<int> Availabilities() => Enumerable.Range(0, 3).Select(swarm.Picker.AvailabilityOf);
    }

    [Fact]
    public void Suggested_pieces_come_first_if_the_peer_has_them()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 1);
        var peer = swarm.Peer(3, 50, 60);
        swarm.Picker.PeerSuggests(peer, 60);
        swarm.Picker.PeerSuggests(peer, 99);

        swarm.Pick(peer, 1).ShouldHaveSingleItem().Piece.ShouldBe(60);
    }

    [Fact]
    public void A_choking_peer_is_asked_for_its_allowed_fast_pieces_alone()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 2);
        var peer = swarm.Peer(3, 50, 60);
        swarm.Pick(peer, 8, choked: true).ShouldBeEmpty();

        swarm.Picker.PeerAllowsFast(peer, 50);
        swarm.Picker.PeerAllowsFast(peer, 99);

        swarm.Pick(peer, 8, choked: true).ShouldBe([new BlockAddress(50, 0), new BlockAddress(50, 1)]);
    }

    [Fact]
    public void Friends_who_are_allowed_the_same_pieces_do_not_begin_alike() =>
        Enumerable.Range(0, 50).Select(seed =>
        {
            var swarm = new PickerSwarm(pieces: 100, seed: seed);
            var peer = swarm.Peer();
            foreach (var piece in Enumerable.Range(20, 10))
            {
                swarm.Picker.PeerAllowsFast(peer, piece);
            }

            return swarm.Pick(peer, 1, choked: true)[0].Piece;
        }).Distinct().Count().ShouldBe(10);

    [Fact]
    public void Slow_peers_share_a_piece_and_a_fast_one_gets_its_own()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 16);
        PeerKey slow = swarm.Peer(), alsoSlow = swarm.Peer(), fast = swarm.FastPeer();

        var shared = swarm.Pick(slow, 2)[0].Piece;
        swarm.Pick(alsoSlow, 2).ShouldBe([new BlockAddress(shared, 2), new BlockAddress(shared, 3)]);
        var own = swarm.Pick(fast, 2)[0].Piece;

        own.ShouldNotBe(shared);
        swarm.Pick(slow, 13).Select(block => block.Piece).ShouldNotContain(own);
    }

    [Fact]
    public void With_no_memory_for_another_piece_a_fast_peer_helps_with_those_of_others()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 16);
        PeerKey slow = swarm.Peer(), fast = swarm.FastPeer();
        var piece = swarm.Pick(slow, 2, budget: 0)[0].Piece;

        var blocks = swarm.Pick(fast, 20, budget: swarm.Geometry.PieceLength - 1);

        blocks.Select(block => block.Piece).Distinct().ShouldBe([piece]);
        blocks.Take(14).Select(block => block.Block).ShouldBe(Enumerable.Range(2, 14));
        swarm.Picker.OpenCount.ShouldBe(1);
    }

    [Fact]
    public void No_more_pieces_are_begun_than_the_budget_holds()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 4);

        var blocks = swarm.Pick(swarm.Peer(), 100, budget: (3L * swarm.Geometry.PieceLength) + 1);

        blocks.Length.ShouldBe(12);
        swarm.Picker.OpenCount.ShouldBe(3);
    }

    [Fact]
    public void What_a_peer_no_longer_serves_goes_to_another_before_anything_new()
    {
        var swarm = new PickerSwarm(pieces: 100, blocksPerPiece: 4);
        PeerKey gone = swarm.FastPeer(), snubbed = swarm.FastPeer(), fast = swarm.FastPeer();
        var left = swarm.Pick(gone, 3);
        var late = swarm.Pick(snubbed, 3);
        swarm.Give(gone, left[0]);
        swarm.Give(snubbed, late[0]);

        swarm.Picker.PeerLeft(gone);
        swarm.Picker.DroppedAll(snubbed);

        swarm.Pick(fast, 6).Select(block => block.Piece).Distinct().Order()
            .ShouldBe(new[] { left[0].Piece, late[0].Piece }.Order());
    }

    [Fact]
    public void A_piece_of_which_nothing_came_is_given_up_with_its_peer()
    {
        var swarm = new PickerSwarm(pieces: 100);
        var peer = swarm.Peer();
        swarm.Pick(peer, 3);

        swarm.Picker.DroppedAll(peer);

        swarm.Picker.OpenCount.ShouldBe(0);
        swarm.Picker.OpenCost.ShouldBe(0);
        swarm.Picker.OutstandingOf(peer).ShouldBe(0);
    }

    [Fact]
    public void A_block_dropped_is_asked_for_again()
    {
        var swarm = new PickerSwarm(pieces: 1);
        PeerKey peer = swarm.Peer(), other = swarm.Peer();
        var blocks = swarm.Pick(peer, 4);

        swarm.Picker.Dropped(peer, blocks[1]).ShouldBeTrue();
        swarm.Picker.Dropped(peer, blocks[1]).ShouldBeFalse();

        swarm.Pick(other, 1).ShouldBe([blocks[1]]);
    }

    [Fact]
    public void Blocks_never_asked_for_are_refused()
    {
        var swarm = new PickerSwarm(pieces: 2);
        PeerKey peer = swarm.Peer(), other = swarm.Peer();
        var asked = swarm.Pick(peer, 1)[0];

        swarm.Give(other, asked).ShouldBe(BlockArrival.Unrequested);
        swarm.Give(peer, asked with { Block = 1 }).ShouldBe(BlockArrival.Unrequested);
        swarm.Give(peer, asked).ShouldBe(BlockArrival.Accepted);
        swarm.Give(peer, asked).ShouldBe(BlockArrival.Unrequested);
        swarm.Give(new PeerKey(77, 1), asked).ShouldBe(BlockArrival.Unrequested);
    }

    [Fact]
    public void A_block_that_comes_late_is_used_once_if_it_is_still_missing()
    {
        var swarm = new PickerSwarm(pieces: 2, blocksPerPiece: 2);
        PeerKey peer = swarm.Peer(), other = swarm.Peer();
        var asked = swarm.Pick(peer, 2);
        swarm.Picker.DroppedAll(peer);
        var elsewhere = swarm.Pick(other, 4);
        swarm.Give(other, asked[1]);

        var receipt = swarm.Receive(peer, asked[0]);
        receipt.Arrival.ShouldBe(BlockArrival.Completed);
        receipt.RequestedAt.ShouldBeNull();
        receipt.CancelCount.ShouldBe(1);
        swarm.Give(peer, asked[0]).ShouldBe(BlockArrival.Unrequested);
        swarm.Give(peer, asked[1]).ShouldBe(BlockArrival.Duplicate);
        swarm.Give(other, asked[0]).ShouldBe(BlockArrival.Duplicate);
        elsewhere.Length.ShouldBe(4);
    }

    [Fact]
    public void A_late_block_of_a_piece_given_up_begins_it_again()
    {
        var swarm = new PickerSwarm(pieces: 2, blocksPerPiece: 2);
        var peer = swarm.Peer();
        var asked = swarm.Pick(peer, 1);
        swarm.Picker.DroppedAll(peer);

        swarm.Give(peer, asked).ShouldBe(BlockArrival.Accepted);

        swarm.Picker.OpenCount.ShouldBe(1);
        swarm.Pick(peer, 1).ShouldBe([asked[0] with { Block = 1 }]);
    }

    [Fact]
    public void The_answer_says_when_the_block_was_asked_for()
    {
        var swarm = new PickerSwarm(pieces: 2);
        var peer = swarm.Peer();
        var at = swarm.Now;
        var block = swarm.Pick(peer, 1)[0];
        swarm.Now += TimeSpan.FromSeconds(1);
        swarm.Pick(peer, 1);

        swarm.Picker.TryGetOldest(peer, out var oldest, out var requestedAt).ShouldBeTrue();
        oldest.ShouldBe(block);
        requestedAt.ShouldBe(at);
        swarm.Receive(peer, block).RequestedAt.ShouldBe(at);
        swarm.Picker.TryGetOldest(peer, out _, out requestedAt).ShouldBeTrue();
        requestedAt.ShouldBe(swarm.Now);
    }

    [Fact]
    public void A_verified_piece_is_had_and_its_state_is_gone()
    {
        var swarm = new PickerSwarm(pieces: 2);
        var peer = swarm.Peer();
        var blocks = swarm.Pick(peer, 4);

        swarm.Give(peer, blocks).ShouldBe(BlockArrival.Completed);
        swarm.Picker.SendersOf(blocks[0].Piece).ToArray().ShouldBe([peer, peer, peer, peer]);
        swarm.Pick(peer, 8).Select(block => block.Piece).ShouldNotContain(blocks[0].Piece);
        swarm.Picker.PieceVerified(blocks[0].Piece);

        swarm.Picker.Have[blocks[0].Piece].ShouldBeTrue();
        swarm.Picker.OpenCount.ShouldBe(1);
        swarm.Picker.WantedRemaining.ShouldBe(1);
    }

    [Fact]
    public void A_piece_found_elsewhere_is_no_longer_asked_for()
    {
        var swarm = new PickerSwarm(pieces: 1);
        var peer = swarm.Peer();
        var blocks = swarm.Pick(peer, 2);

        swarm.Picker.MarkHave(0);

        swarm.Picker.OpenCount.ShouldBe(0);
        swarm.Picker.OutstandingOf(peer).ShouldBe(0);
        swarm.Give(peer, blocks[0]).ShouldBe(BlockArrival.Duplicate);
    }

    [Fact]
    public void Pieces_deselected_while_open_are_finished_and_no_others_begun()
    {
        var swarm = new PickerSwarm(pieces: 10);
        var peer = swarm.Peer();
        var blocks = swarm.Pick(peer, 1);
        swarm.Picker.SetWanted(swarm.Set((blocks[0].Piece + 1) % 10));

        swarm.Pick(peer, 100).Select(block => block.Piece).Distinct().Order()
            .ShouldBe(new[] { blocks[0].Piece, (blocks[0].Piece + 1) % 10 }.Order());
    }
}
