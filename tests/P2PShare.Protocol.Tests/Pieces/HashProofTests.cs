using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Pieces;

public class HashProofTests
{
    private const int Block = PieceGeometry.BlockLength;

    public static TheoryData<long, int> Files => new()
    {
        { (13 * Block) - 1, 4 * Block },
        { 16 * Block, 4 * Block },
        { 17 * Block, 4 * Block },
        { 11 * Block, Block },
        { 7 * Block, 16 * Block },
        { 2 * Block, 2 * Block },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_request_that_a_tree_contains_is_answered_with_its_nodes_and_proves_the_node_above(long length, int pieceLength)
    {
        var naive = new NaiveTree(length, pieceLength);
        var requests = RequestsOf(naive.Shape);
        requests.ShouldNotBeEmpty();
        foreach (var request in requests)
        {
            HashProof.TryAnswer(naive.Layers, request, naive.Leaves, 0, out var hashes).ShouldBeTrue(request.ToString());
            hashes!.Take(request.Length * Sha256Hash.Size).ShouldBe(naive.Nodes(request.BaseLayer, request.Index, request.Length));

            var top = naive.NodeAt(HashProof.TopLayerOf(request), HashProof.TopIndexOf(request));
            HashProof.Verify(naive.Shape, request, hashes, top).ShouldBeTrue(request.ToString());
            Refutes_what_is_altered(naive.Shape, request, hashes!, top);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_leaves_of_the_pieces_that_are_named_suffice(long length, int pieceLength)
    {
        var naive = new NaiveTree(length, pieceLength);
        foreach (var request in RequestsOf(naive.Shape))
        {
            HashProof.TryAnswer(naive.Layers, request, naive.Leaves, 0, out var expected).ShouldBeTrue();
            var pieces = HashProof.PiecesFor(naive.Shape, request);
            var leaves = naive.Leaves[(pieces.Start.Value * naive.Shape.LeavesPerPiece)..(pieces.End.Value * naive.Shape.LeavesPerPiece)];
            HashProof.TryAnswer(naive.Layers, request, leaves, (long)pieces.Start.Value * naive.Shape.LeavesPerPiece, out var hashes).ShouldBeTrue();
            hashes.ShouldBe(expected);
            HashProof.TryAnswer(naive.Layers, request, out _).ShouldBe(leaves.IsEmpty);
        }
    }

    // 700 pieces: 512 and a rest of 188, padded to 256; the proof reaches the children of the root in layer 10.
    [Theory]
    [InlineData(0, 512, 9, 1)]
    [InlineData(512, 256, 9, 2)]
    [InlineData(0, 512, 8, 0)]
    [InlineData(0, 1024, 9, 0)]
    public void Counts_uncles_only_above_the_nodes_own_root(int index, int length, int proofLayers, int uncles)
    {
        var naive = new NaiveTree(700 * Block, Block);
        var request = new HashRequest(naive.Root, 0, index, length, proofLayers);
        HashProof.CountOf(request).ShouldBe(length + uncles);
        HashProof.TryAnswer(naive.Layers, request, out var hashes).ShouldBeTrue();
        hashes!.Length.ShouldBe((length + uncles) * Sha256Hash.Size);
        if (HashProof.TopLayerOf(request) == naive.Height)
        {
            HashProof.Verify(naive.Shape, request, hashes, naive.Root).ShouldBeTrue();
        }
    }

    // libtorrent's request for the one piece that is left behind 512: it counts the node's own sibling to the proof.
    [Fact]
    public void Answers_a_request_for_a_single_node()
    {
        var naive = new NaiveTree(513 * Block, Block);
        var request = new HashRequest(naive.Root, 0, 512, 1, 9);
        HashProof.TryAnswer(naive.Layers, request, out var hashes).ShouldBeTrue();
        hashes!.Length.ShouldBe(11 * Sha256Hash.Size);
        HashProof.Verify(naive.Shape, request, hashes, naive.Root).ShouldBeTrue();
    }

    [Fact]
    public void Is_not_answered_from_leaves_of_another_piece()
    {
        var naive = new NaiveTree(16 * Block, 4 * Block);
        var request = new HashRequest(naive.Root, 0, 4, 4, 0);
        HashProof.TryAnswer(naive.Layers, request, naive.Leaves[..4], 0, out _).ShouldBeFalse();
        HashProof.TryAnswer(naive.Layers, request, naive.Leaves[8..], 8, out _).ShouldBeFalse();
        HashProof.TryAnswer(naive.Layers, request, naive.Leaves[4..8], 4, out _).ShouldBeTrue();
    }

    private static void Refutes_what_is_altered(FileTree tree, HashRequest request, byte[] hashes, Sha256Hash top)
    {
        for (var at = 0; at < hashes.Length; at += Sha256Hash.Size)
        {
            hashes[at] ^= 1;
            HashProof.Verify(tree, request, hashes, top).ShouldBeFalse();
            hashes[at] ^= 1;
        }

        HashProof.Verify(tree, request, hashes.AsSpan(Sha256Hash.Size), top).ShouldBeFalse();
        HashProof.Verify(tree, request, [.. hashes, .. new byte[Sha256Hash.Size]], top).ShouldBeFalse();
        HashProof.Verify(tree, request, hashes.AsSpan(1), top).ShouldBeFalse();
    }

    private static List<HashRequest> RequestsOf(FileTree tree)
    {
        var requests = new List<HashRequest>();
        for (var layer = 0; layer < tree.Height; layer++)
        {
            for (var length = 1; length <= tree.WidthOf(layer); length *= 2)
            {
                for (var index = 0; (long)index << layer < tree.BlockCount; index += length)
                {
                    for (var proof = 0; proof < tree.Height - layer; proof++)
                    {
                        requests.Add(new HashRequest(default, layer, index, length, proof));
                    }
                }
            }
        }

        requests.ShouldAllBe(request => tree.Contains(request));
        return requests;
    }
}
