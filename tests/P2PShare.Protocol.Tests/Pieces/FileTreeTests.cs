using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Pieces;

public class FileTreeTests
{
    private const int Block = PieceGeometry.BlockLength;

    // 13 blocks in pieces of 4: leaves 16 wide, pieces 4 wide (layer 2), root in layer 4.
    private static readonly FileTree Tree = new(13 * Block, 4 * Block);

    [Fact]
    public void Has_the_shape_that_the_lengths_give()
    {
        Tree.ShouldSatisfyAllConditions(
            tree => tree.BlockCount.ShouldBe(13),
            tree => tree.PieceCount.ShouldBe(4),
            tree => tree.Height.ShouldBe(4),
            tree => tree.PieceLayer.ShouldBe(2),
            tree => tree.WidthOf(0).ShouldBe(16),
            tree => tree.WidthOf(4).ShouldBe(1),
            tree => tree.BlockCountOf(3).ShouldBe(1),
            tree => tree.LengthOf(3).ShouldBe(Block));
    }

    [Fact]
    public void A_file_of_one_piece_has_its_root_for_a_piece()
    {
        var tree = new FileTree(3 * Block, 64 * Block);
        tree.PieceCount.ShouldBe(1);
        tree.Height.ShouldBe(2);
        tree.PieceLayer.ShouldBe(2);
        tree.LeavesPerPiece.ShouldBe(4);
    }

    [Fact]
    public void The_largest_file_has_a_shape()
    {
        var tree = new FileTree(1L << 59, PieceGeometry.MaxPieceLength);
        tree.Height.ShouldBe(45);
        tree.PieceCount.ShouldBe(1 << 30);
    }

    [Theory]
    [InlineData(0, 0, 16, 0)]
    [InlineData(0, 0, 16, 3)]
    [InlineData(0, 12, 4, 1)]
    [InlineData(0, 12, 1, 3)]
    [InlineData(2, 0, 4, 1)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(3, 0, 2, 0)]
    public void Contains_a_request_for_nodes_that_it_has(int baseLayer, int index, int length, int proofLayers) =>
        Tree.Contains(Request(baseLayer, index, length, proofLayers)).ShouldBeTrue();

    [Theory]
    [InlineData(-1, 0, 2, 0)]
    [InlineData(4, 0, 1, 0)] // the root itself
    [InlineData(5, 0, 2, 0)]
    [InlineData(int.MaxValue, 0, 2, 0)]
    [InlineData(0, -2, 2, 0)]
    [InlineData(0, 1, 2, 0)] // no multiple
    [InlineData(0, 2, 4, 0)]
    [InlineData(0, 14, 2, 0)] // padding only
    [InlineData(0, 16, 2, 0)] // behind the end
    [InlineData(0, int.MaxValue, 1, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 0, -2, 0)]
    [InlineData(0, 0, 3, 0)]
    [InlineData(0, 0, 32, 0)] // wider than the layer
    [InlineData(0, 0, int.MaxValue, 0)]
    [InlineData(0, 0, int.MinValue, 0)]
    [InlineData(0, 0, 1 << 30, 0)]
    [InlineData(2, 0, 8, 0)]
    [InlineData(0, 0, 2, -1)]
    [InlineData(0, 0, 2, 4)] // a proof past the root
    [InlineData(0, 0, 2, int.MaxValue)]
    [InlineData(2, 0, 2, 2)]
    public void Contains_no_other_request(int baseLayer, int index, int length, int proofLayers)
    {
        var request = Request(baseLayer, index, length, proofLayers);
        Tree.Contains(request).ShouldBeFalse();
        HashProof.Verify(Tree, request, new byte[64], default).ShouldBeFalse();
        HashProof.TryAnswer(new NaiveTree(13 * Block, 4 * Block).Layers, request, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(FileTree.MaxRequestLength, true)]
    [InlineData(FileTree.MaxRequestLength * 2, false)]
    public void A_request_has_a_largest_length(int length, bool isContained) =>
        new FileTree(1L << 40, Block).Contains(Request(0, 0, length, 0)).ShouldBe(isContained);

    [Fact]
    public void Indexes_near_the_largest_do_not_wrap()
    {
        var tree = new FileTree(1L << 50, PieceGeometry.MaxPieceLength);
        var last = Request(0, int.MaxValue - 511, 512, 0);
        tree.Contains(last).ShouldBeTrue();
        HashProof.PiecesFor(tree, last).ShouldBe(65535..65536);
        tree.Contains(Request(30, 64, 32, 0)).ShouldBeFalse();
        tree.Contains(Request(30, int.MaxValue, 1, 0)).ShouldBeFalse();
    }

    private static HashRequest Request(int baseLayer, int index, int length, int proofLayers) => new(default, baseLayer, index, length, proofLayers);
}
