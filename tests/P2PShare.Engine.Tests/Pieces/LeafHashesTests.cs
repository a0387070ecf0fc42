using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public class LeafHashesTests
{
    private const int Block = PieceGeometry.BlockLength;

    // Pieces of 4 blocks: file 0 is pieces 0 to 3, the last of one block; file 1 is piece 4, file 2 the same content as file 0.
    private static readonly HashedContent Content = new(4 * Block, (13 * Block) - 7, (3 * Block) - 1, (13 * Block) - 7);

    private readonly LeafHashes _learner = new(new HashedFiles(Content.Metainfo));

    [Theory]
    [InlineData(0, 0, 0, 4)]
    [InlineData(2, 0, 8, 4)]
    [InlineData(3, 0, 12, 4)]
    [InlineData(4, 1, 0, 4)]
    [InlineData(6, 2, 4, 4)]
    public void Asks_for_the_leaves_of_a_piece_proven_up_to_its_node(int piece, int file, int index, int length) =>
        _learner.WantedFor(piece).ShouldBe([new HashRequest(Content.Trees[file].Root, 0, index, length, 1)]);

    [Fact]
    public void Every_block_that_differs_is_bad_and_no_other()
    {
        Learn(_learner, 1);
        for (var pattern = 0; pattern < 16; pattern++)
        {
            var leaves = Content.Trees[0].Leaves.Slice(4, 4).ToArray();
            var altered = Enumerable.Range(0, 4).Where(block => (pattern & (1 << block)) != 0).ToArray();
            foreach (var block in altered)
            {
                leaves[block] = MerkleTree.HashBlock("altered"u8);
            }

            var bad = new List<int>();
            _learner.TryFindBad(1, leaves, bad).ShouldBeTrue();
            bad.ShouldBe(altered);
        }
    }

    [Fact]
    public void Knows_the_blocks_of_a_last_piece()
    {
        Learn(_learner, 3);
        var bad = new List<int>();
        _learner.TryFindBad(3, [Content.Trees[0].Leaves[12]], bad).ShouldBeTrue();
        bad.ShouldBeEmpty();
        _learner.TryFindBad(3, [Content.Trees[0].Leaves[11], default], bad).ShouldBeTrue();
        bad.ShouldBe([0]);
    }

    [Fact]
    public void Names_no_block_before_the_leaves_are_known()
    {
        var bad = new List<int>();
        _learner.TryFindBad(1, new Sha256Hash[4], bad).ShouldBeFalse();
        _ = _learner.WantedFor(1);
        _learner.TryFindBad(1, new Sha256Hash[4], bad).ShouldBeFalse();
        bad.ShouldBeEmpty();
    }

    [Fact]
    public void Does_not_take_an_answer_that_does_not_lead_to_the_piece()
    {
        var request = _learner.WantedFor(1).Single();
        var hashes = Content.Trees[0].Nodes(0, 4, 4);
        for (var at = 0; at < hashes.Length; at += 31)
        {
            hashes[at] ^= 1;
            _learner.Take(request, hashes).ShouldBe(LeafAnswer.Wrong);
            hashes[at] ^= 1;
        }

        _learner.Take(request, hashes.AsSpan(32)).ShouldBe(LeafAnswer.Wrong);
        _learner.Take(request, [.. hashes, .. hashes]).ShouldBe(LeafAnswer.Wrong);
        _learner.WantedFor(1).ShouldBe([request]);
        _learner.Take(request, hashes).ShouldBe(LeafAnswer.Taken);
        _learner.WantedFor(1).ShouldBeEmpty();
    }

    [Fact]
    public void Wants_no_answer_that_it_did_not_ask_for()
    {
        var request = _learner.WantedFor(1).Single();
        _learner.Take(request with { Length = 2 }, Content.Trees[0].Nodes(0, 4, 2)).ShouldBe(LeafAnswer.Unwanted);
        _learner.Take(request with { Index = 8 }, Content.Trees[0].Nodes(0, 8, 4)).ShouldBe(LeafAnswer.Unwanted);
        Learn(_learner, 1);
        _learner.Take(request, Content.Trees[0].Nodes(0, 4, 4)).ShouldBe(LeafAnswer.Unwanted);
    }

    [Fact]
    public void One_answer_serves_all_files_with_the_content()
    {
        var request = _learner.WantedFor(1).Single();
        _learner.WantedFor(6).ShouldBe([request]);
        _learner.Take(request, Content.Trees[0].Nodes(0, 4, 4)).ShouldBe(LeafAnswer.Taken);
        _learner.WantedFor(1).ShouldBeEmpty();
        _learner.WantedFor(6).ShouldBeEmpty();
    }

    [Fact]
    public void A_piece_of_one_block_needs_no_asking()
    {
        var content = new HashedContent(Block, 3 * Block);
        var learner = new LeafHashes(new HashedFiles(content.Metainfo));
        learner.WantedFor(1).ShouldBeEmpty();
        var bad = new List<int>();
        learner.TryFindBad(1, [content.Trees[0].Leaves[1]], bad).ShouldBeTrue();
        bad.ShouldBeEmpty();
        learner.TryFindBad(1, [content.Trees[0].Leaves[0]], bad).ShouldBeTrue();
        bad.ShouldBe([0]);
    }

    [Fact]
    public void A_piece_of_more_than_512_blocks_is_asked_for_in_runs_that_prove_themselves()
    {
        // The second piece ends in the first half of its second run.
        var content = new HashedContent(1024 * Block, (1024 + 600) * Block);
        var learner = new LeafHashes(new HashedFiles(content.Metainfo));
        var wanted = learner.WantedFor(1);
        wanted.Select(request => (request.Index, request.Length, request.ProofLayers)).ShouldBe([(1024, 512, 9), (1536, 512, 9)]);
        foreach (var request in wanted)
        {
            HashProof.TryAnswer(content.Trees[0].Layers, request, content.Trees[0].Leaves, 0, out var hashes).ShouldBeTrue();
            hashes!.Length.ShouldBe(513 * Sha256Hash.Size);
            learner.Take(request, hashes).ShouldBe(LeafAnswer.Taken);
        }

        var leaves = content.Trees[0].Leaves.Slice(1024, 600).ToArray();
        leaves[599] = default;
        var bad = new List<int>();
        learner.TryFindBad(1, leaves, bad).ShouldBeTrue();
        bad.ShouldBe([599]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    [InlineData(int.MaxValue)]
    public void A_piece_without_a_tree_needs_no_asking(int piece)
    {
        _learner.WantedFor(piece).ShouldBeEmpty();
        _learner.TryFindBad(piece, [], []).ShouldBeFalse();
    }

    [Fact]
    public void Forgets_a_piece()
    {
        Learn(_learner, 1);
        _learner.Forget(1);
        _learner.TryFindBad(1, new Sha256Hash[4], []).ShouldBeFalse();
        _learner.WantedFor(1).Count.ShouldBe(1);
    }

    [Fact]
    public void Forgets_the_piece_that_failed_longest_ago_when_there_is_too_much()
    {
        var learner = new LeafHashes(new HashedFiles(Content.Metainfo), maxLeaves: 8);
        var first = learner.WantedFor(0).Single();
        var second = learner.WantedFor(1).Single();
        learner.Take(first, []).ShouldBe(LeafAnswer.Wrong);
        var third = learner.WantedFor(2).Single();
        learner.Take(first, []).ShouldBe(LeafAnswer.Unwanted);
        learner.Take(second, []).ShouldBe(LeafAnswer.Wrong);
        learner.Take(third, []).ShouldBe(LeafAnswer.Wrong);
    }

    private static void Learn(LeafHashes learner, int piece)
    {
        foreach (var request in learner.WantedFor(piece))
        {
            learner.Take(request, Content.Trees[0].Nodes(0, request.Index, request.Length)).ShouldBe(LeafAnswer.Taken);
        }
    }
}
