using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Pieces;

public class MerkleTreeTests
{
    private const int Block = PieceGeometry.BlockLength;

    // The first two are SHA-256 of 64 zero bytes, and of twice that hash.
    [Theory]
    [InlineData(0, "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(1, "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b")]
    [InlineData(2, "db56114e00fdd4c1f85c892bf35ac9a89289aaecb1ebd0a96cde606a748b5d71")]
    public void Pads_a_layer_with_the_root_of_zero_leaves(int layer, string expected) => MerkleTree.Padding(layer).ToString().ShouldBe(expected);

    [Fact]
    public void Hashes_a_block_at_its_own_length()
    {
        MerkleTree.HashBlock("abc"u8).ToString().ShouldBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        Should.NotThrow(() => MerkleTree.HashBlock(new byte[Block]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Block + 1)]
    public void Hashes_nothing_that_is_no_block(int length) => Should.Throw<ArgumentOutOfRangeException>(() => MerkleTree.HashBlock(new byte[length]));

    [Theory]
    [InlineData(1, Block)]
    [InlineData(Block, Block)]
    [InlineData(Block + 1, Block)]
    [InlineData(9 * Block, Block)]
    [InlineData(1, 4 * Block)]
    [InlineData(3 * Block, 4 * Block)]
    [InlineData(4 * Block, 4 * Block)]
    [InlineData((4 * Block) + 1, 4 * Block)]
    [InlineData((13 * Block) - 5, 4 * Block)]
    [InlineData(16 * Block, 4 * Block)]
    [InlineData((17 * Block) + 1, 4 * Block)]
    [InlineData(33 * Block, 2 * Block)]
    public void The_root_is_the_same_over_leaves_over_pieces_and_by_definition(long length, int pieceLength)
    {
        var naive = new NaiveTree(length, pieceLength);
        var blocks = (int)((length + Block - 1) / Block);
        var leaves = Enumerable.Range(0, blocks).Select(i => MerkleTree.HashBlock(NaiveTree.Block(length, i))).ToArray();

        var layer = new List<byte>();
        for (var piece = 0; piece < naive.Shape.PieceCount; piece++)
        {
            var start = piece * naive.Shape.LeavesPerPiece;
            var own = leaves.AsSpan(start, naive.Shape.BlockCountOf(piece)).ToArray();
            var root = naive.Shape.RootOfPiece(own);
            root.ShouldBe(naive.NodeAt(naive.Shape.PieceLayer, piece));
            layer.AddRange(Convert.FromHexString(root.ToString()));
        }

        if (naive.Shape.PieceCount > 1)
        {
            MerkleTree.RootOfLayer([.. layer], pieceLength).ShouldBe(naive.Root);
        }

        MerkleTree.RootOf(leaves.AsSpan(), 0).ShouldBe(naive.Root);
        MerkleTree.RootInPlace(leaves, 0).ShouldBe(naive.Root);
        new MerkleLayers(naive.Shape, [.. layer]).Root.ShouldBe(naive.Root);
    }

    [Fact]
    public void The_root_over_many_layers_of_padding_is_by_definition()
    {
        var one = new Sha256Hash[] { MerkleTree.HashBlock("x"u8) };
        var expected = one[0];
        for (var layer = 3; layer < 12; layer++)
        {
            expected = MerkleTree.Combine(expected, MerkleTree.Padding(layer));
        }

        MerkleTree.RootInPlace(one, 3, 9).ShouldBe(expected);
        MerkleTree.RootInPlace([], 3, 9).ShouldBe(MerkleTree.Padding(12));
    }

    [Fact]
    public void Leaves_the_nodes_as_they_are_when_they_are_read_only()
    {
        var leaves = Enumerable.Range(0, 5).Select(i => MerkleTree.HashBlock([(byte)i])).ToArray();
        var copy = leaves.ToArray();
        _ = MerkleTree.RootOf(leaves, 0);
        leaves.ShouldBe(copy);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(33)]
    public void A_layer_is_whole_hashes_and_at_least_one(int bytes) =>
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleTree.RootOfLayer(new byte[bytes], Block));

    [Theory]
    [InlineData(Block, 0)]
    [InlineData(2 * Block, 1)]
    [InlineData(1 << 29, 15)]
    public void The_piece_layer_follows_from_the_piece_length(int pieceLength, int layer) => MerkleTree.LayerOf(pieceLength).ShouldBe(layer);

    [Theory]
    [InlineData(0)]
    [InlineData(Block / 2)]
    [InlineData(3 * Block)]
    public void A_piece_length_of_v2_is_a_power_of_two_from_16_KiB(int pieceLength) =>
        Should.Throw<ArgumentOutOfRangeException>(() => MerkleTree.LayerOf(pieceLength));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(5, 3)]
    [InlineData(1L << 49, 49)]
    [InlineData((1L << 48) + 1, 49)]
    public void The_height_rounds_up(long nodes, int height) => MerkleTree.HeightOver(nodes).ShouldBe(height);
}
