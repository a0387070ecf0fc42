using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class ParoleTests
{
    [Fact]
    public void A_failed_piece_is_got_again_from_one_peer_alone()
    {
        var swarm = new PickerSwarm(pieces: 1, blocksPerPiece: 8);
        PeerKey left = swarm.Peer(), right = swarm.Peer(), third = swarm.Peer();
        Fail(swarm, left, right);

        var retried = swarm.Pick(left, 2);
        retried.Length.ShouldBe(2);
        swarm.Pick(third, 8).ShouldNotContain(new BlockAddress(0, 2));
        swarm.Pick(left, 8).Length.ShouldBe(6);
    }

    [Fact]
    public void Who_took_part_in_a_failure_shares_no_piece_until_one_of_its_own_passes()
    {
        var swarm = new PickerSwarm(pieces: 20, blocksPerPiece: 8);
        PeerKey left = swarm.Peer(), right = swarm.Peer(), third = swarm.Peer();
        var failed = Fail(swarm, left, right);
        swarm.Picker.MarkHave(failed);
        var others = swarm.Pick(third, 1)[0].Piece;

        var alone = swarm.Pick(left, 8);
        alone.Select(block => block.Piece).Distinct().ShouldHaveSingleItem().ShouldNotBe(others);
        swarm.Give(left, alone).ShouldBe(BlockArrival.Completed);
        swarm.Picker.PieceVerified(alone[0].Piece);

        swarm.Pick(left, 1).ShouldHaveSingleItem().Piece.ShouldBe(others);
        swarm.Pick(right, 1).ShouldHaveSingleItem().Piece.ShouldNotBe(others);
    }

    [Fact]
    public void Blocks_known_to_be_good_are_kept_and_their_senders_are_not_on_parole()
    {
        var swarm = new PickerSwarm(pieces: 20, blocksPerPiece: 4);
        PeerKey honest = swarm.Peer(), liar = swarm.Peer(), third = swarm.Peer();
        var piece = swarm.Pick(honest, 3)[0].Piece;
        swarm.Pick(liar, 1);
        swarm.Give(honest, Blocks(piece, 0, 1, 2));
        swarm.Give(liar, Blocks(piece, 3)).ShouldBe(BlockArrival.Completed);

        var good = new Bitfield(4);
        good.SetAll();
        good.Clear(3);
        swarm.Picker.PieceFailed(piece, good);

        swarm.Pick(honest, 1).ShouldBe(Blocks(piece, 3));
        swarm.Give(honest, Blocks(piece, 3)).ShouldBe(BlockArrival.Completed);
        swarm.Picker.SendersOf(piece).ToArray().ShouldBe([PeerKey.None, PeerKey.None, PeerKey.None, honest]);
        swarm.Picker.PieceVerified(piece);
        var next = swarm.Pick(third, 1)[0].Piece;
        swarm.Pick(honest, 1)[0].Piece.ShouldBe(next);
        swarm.Pick(liar, 1)[0].Piece.ShouldNotBe(next);
    }

    [Fact]
    public void A_trickler_that_has_a_failed_piece_to_itself_is_relieved_by_who_is_faster()
    {
        var swarm = new PickerSwarm(pieces: 1, blocksPerPiece: 64);
        PeerKey trickler = swarm.Peer(), other = swarm.Peer(), honest = swarm.Peer();
        Fail(swarm, trickler, other);
        swarm.Picker.PeerRate(trickler, 500);
        swarm.Picker.PeerRate(honest, 1_000_000);

        swarm.Pick(trickler, 2).Length.ShouldBe(2);

        swarm.Pick(honest, 64).Distinct().Count().ShouldBe(64);
    }

    [Fact]
    public void Liars_that_poison_one_block_a_piece_never_stop_the_download()
    {
        // Without any ban: parole alone brings pieces that nobody else had a hand in.
        var swarm = new PickerSwarm(pieces: 30, blocksPerPiece: 4);
        PeerKey[] peers = [swarm.Peer(), swarm.Peer(), swarm.Peer(), swarm.Peer()];
        var liar = peers[0];
        var poisoned = new HashSet<int>();
        var steps = 0;
        while (!swarm.Picker.IsComplete && steps++ < 10_000)
        {
            var peer = peers[steps % peers.Length];
            foreach (var block in swarm.Pick(peer, 1))
            {
                _ = peer == liar && block.Block == 3 && poisoned.Add(block.Piece);
                _ = peer != liar && block.Block == 3 && poisoned.Remove(block.Piece);
                if (swarm.Give(peer, block) == BlockArrival.Completed)
                {
                    if (poisoned.Remove(block.Piece))
                    {
                        swarm.Picker.PieceFailed(block.Piece, null);
                    }
                    else
                    {
                        swarm.Picker.PieceVerified(block.Piece);
                    }
                }
            }
        }

        swarm.Picker.IsComplete.ShouldBeTrue();
    }

    private static int Fail(PickerSwarm swarm, PeerKey left, PeerKey right)
    {
        var first = swarm.Pick(left, 1);
        var piece = first[0].Piece;
        var rest = swarm.Pick(right, (swarm.Geometry.PieceLength / PieceGeometry.BlockLength) - 1);
        swarm.Give(left, first);
        swarm.Give(right, rest).ShouldBe(BlockArrival.Completed);
        swarm.Picker.PieceFailed(piece, null);
        return piece;
    }

    private static BlockAddress[] Blocks(int piece, params int[] blocks) => [.. blocks.Select(block => new BlockAddress(piece, block))];
}
