using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public class HashTreesTests
{
    private const int Block = PieceGeometry.BlockLength;

    // Pieces of 4 blocks. File 0 is pieces 0 to 3, file 1 is piece 4, file 2 is pieces 5 to 10, file 3, the same as file 0, is pieces 11 to 14.
    private static readonly HashedContent Content = new(4 * Block, (13 * Block) - 7, (3 * Block) - 1, 24 * Block, (13 * Block) - 7);

    private readonly HashTrees _trees = new(new HashedFiles(Content.Metainfo));
    private readonly List<int> _read = [];
    private readonly HashSet<int> _have = [.. Enumerable.Range(0, 15)];

    [Fact]
    public async Task Answers_for_pieces_without_reading_any()
    {
        var request = new HashRequest(Content.Trees[0].Root, BaseLayer: 2, Index: 0, Length: 4, ProofLayers: 0);
        _trees.NeedsContent(request).ShouldBeFalse();
        var hashes = await AnswerAsync(request);
        hashes.ShouldBe(Content.Trees[0].Nodes(2, 0, 4));
        _read.ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_for_blocks_of_a_piece_by_reading_that_piece()
    {
        // The form in which libtorrent asks after a piece failed: the piece's leaves, and uncles up to the root.
        var request = new HashRequest(Content.Trees[2].Root, BaseLayer: 0, Index: 8, Length: 4, ProofLayers: 4);
        _trees.NeedsContent(request).ShouldBeTrue();
        var hashes = await AnswerAsync(request);
        _read.ShouldBe([7]);
        hashes!.Length.ShouldBe((4 + 3) * Sha256Hash.Size);
        HashProof.Verify(Content.Trees[2].Shape, request, hashes, Content.Trees[2].Root).ShouldBeTrue();
    }

    [Fact]
    public async Task Answers_for_blocks_of_several_pieces_with_padding_at_the_end()
    {
        var request = new HashRequest(Content.Trees[0].Root, BaseLayer: 0, Index: 8, Length: 8, ProofLayers: 3);
        var hashes = await AnswerAsync(request);
        _read.ShouldBe([2, 3]);
        HashProof.Verify(Content.Trees[0].Shape, request, hashes, Content.Trees[0].Root).ShouldBeTrue();
    }

    [Fact]
    public async Task Answers_for_a_file_of_one_piece()
    {
        var request = new HashRequest(Content.Trees[1].Root, BaseLayer: 0, Index: 0, Length: 4, ProofLayers: 1);
        var hashes = await AnswerAsync(request);
        hashes.ShouldBe(Content.Trees[1].Nodes(0, 0, 4));
        _read.ShouldBe([4]);
    }

    [Fact]
    public async Task Reads_another_file_with_the_same_content_when_it_has_not_the_first()
    {
        _have.Remove(1);
        var request = new HashRequest(Content.Trees[0].Root, BaseLayer: 0, Index: 4, Length: 4, ProofLayers: 1);
        var hashes = await AnswerAsync(request);
        hashes.ShouldBe(Content.Trees[0].Nodes(0, 4, 4));
        _read.ShouldBe([1, 12]);
    }

    [Fact]
    public async Task Rejects_what_needs_a_piece_that_it_has_not()
    {
        _have.Remove(7);
        var hashes = await AnswerAsync(new HashRequest(Content.Trees[2].Root, 0, 8, 4, 1));
        hashes.ShouldBeNull();
    }

    [Theory]
    [InlineData(4, 0, 2, 0)] // above the root
    [InlineData(0, 0, 1 << 30, 0)]
    [InlineData(0, int.MaxValue, 4, 0)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue)]
    [InlineData(0, 0, 4, 17)]
    public async Task Rejects_what_the_tree_has_not_without_reading(int baseLayer, int index, int length, int proofLayers)
    {
        var request = new HashRequest(Content.Trees[0].Root, baseLayer, index, length, proofLayers);
        _trees.NeedsContent(request).ShouldBeFalse();
        var hashes = await AnswerAsync(request);
        hashes.ShouldBeNull();
        _read.ShouldBeEmpty();
    }

    [Fact]
    public async Task Rejects_a_root_of_no_file()
    {
        var hashes = await AnswerAsync(new HashRequest(default, 0, 0, 4, 0));
        hashes.ShouldBeNull();
    }

    [Fact]
    public async Task Rejects_everything_in_a_torrent_without_trees()
    {
        var v1 = Content.Metainfo with { Files = [.. Content.Metainfo.Files.Select(file => file with { PiecesRoot = null })] };
        var trees = new HashTrees(new HashedFiles(v1));
        var hashes = await trees.AnswerAsync(new HashRequest(Content.Trees[0].Root, 2, 0, 4, 0), ReadLeaves, CancellationToken.None);
        hashes.ShouldBeNull();
    }

    [Fact]
    public async Task Rejects_a_file_whose_piece_layer_is_not_known()
    {
        var trees = new HashTrees(new HashedFiles(Content.Metainfo with { PieceLayers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>() }));
        var hashes = await trees.AnswerAsync(new HashRequest(Content.Trees[0].Root, 2, 0, 4, 0), ReadLeaves, CancellationToken.None);
        hashes.ShouldBeNull();
    }

    private ValueTask<byte[]?> AnswerAsync(HashRequest request) => _trees.AnswerAsync(request, ReadLeaves, CancellationToken.None);

    private ValueTask<bool> ReadLeaves(int piece, Memory<Sha256Hash> leaves, CancellationToken cancellationToken)
    {
        _read.Add(piece);
        var (file, first) = piece switch { < 4 => (0, 0), 4 => (1, 4), < 11 => (2, 5), _ => (3, 11) };
        leaves.Length.ShouldBe(Content.Trees[file].Shape.BlockCountOf(piece - first));
        Content.Trees[file].Leaves.Slice((piece - first) * Content.Trees[file].Shape.LeavesPerPiece, leaves.Length).CopyTo(leaves.Span);
        return ValueTask.FromResult(_have.Contains(piece));
    }
}
