using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Pieces;

public class PieceGeometryTests
{
    private const int Block = PieceGeometry.BlockLength;
    private const int MaxLength = 128 * 1024;

    // 3 pieces of 4 blocks, the last of a block and 5 bytes.
    private static readonly PieceGeometry Continuous = PieceGeometry.Continuous(4 * Block, (9 * Block) + 5);

    // File of 1 byte: piece 0. Empty file: none. File of 4 blocks: piece 1. File of 5 blocks: pieces 2 and 3.
    private static readonly PieceGeometry Aligned = PieceGeometry.Aligned(4 * Block, [1, 0, 4 * Block, 5 * Block]);

    [Fact]
    public void In_one_run_only_the_last_piece_is_shorter()
    {
        Continuous.PieceCount.ShouldBe(3);
        Lengths(Continuous).ShouldBe([4 * Block, 4 * Block, Block + 5]);
        Continuous.BlockCountOf(0).ShouldBe(4);
        Continuous.BlockCountOf(2).ShouldBe(2);
        Continuous.BlockLengthOf(2, 0).ShouldBe(Block);
        Continuous.BlockLengthOf(2, 1).ShouldBe(5);
    }

    [Fact]
    public void Aligned_each_files_last_piece_ends_with_the_file()
    {
        Aligned.PieceCount.ShouldBe(4);
        Lengths(Aligned).ShouldBe([1, 4 * Block, 4 * Block, Block]);
        Aligned.Span.ShouldBe(13L * Block);
        Aligned.BlockCountOf(0).ShouldBe(1);
        Aligned.BlockLengthOf(0, 0).ShouldBe(1);
    }

    [Fact]
    public void Nothing_has_no_pieces()
    {
        PieceGeometry.Continuous(Block, 0).PieceCount.ShouldBe(0);
        PieceGeometry.Aligned(Block, [0, 0]).PieceCount.ShouldBe(0);
        PieceGeometry.Continuous(Block, 0).Contains(0, 0, 1, MaxLength).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(PieceGeometry.MaxPieceLength + 1)]
    public void A_piece_length_has_bounds(int pieceLength) =>
        Should.Throw<ArgumentOutOfRangeException>(() => PieceGeometry.Continuous(pieceLength, 1));

    [Fact]
    public void More_pieces_than_an_index_can_name_are_refused()
    {
        Should.Throw<OverflowException>(() => PieceGeometry.Continuous(1, 1L << 31));
        Should.Throw<OverflowException>(() => PieceGeometry.Aligned(Block, [long.MaxValue, long.MaxValue]));
        PieceGeometry.Continuous(PieceGeometry.MaxPieceLength, 1L << 59).PieceCount.ShouldBe(1 << 30);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 0, 4 * Block)]
    [InlineData(1, 3 * Block, Block)]
    [InlineData(1, (4 * Block) - 1, 1)]
    [InlineData(2, Block, 5)]
    [InlineData(2, 0, Block + 5)]
    public void Contains_what_lies_in_a_piece(uint piece, uint begin, uint length) => Continuous.Contains(piece, begin, length, MaxLength).ShouldBeTrue();

    [Theory]
    [InlineData(3, 0, 1)]
    [InlineData(uint.MaxValue, 0, 1)]
    [InlineData(0x80000000, 0, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 4 * Block, 1)]
    [InlineData(0, 0, (4 * Block) + 1)]
    [InlineData(0, 1, 4 * Block)]
    [InlineData(2, 0, Block + 6)]
    [InlineData(2, Block + 5, 1)]
    [InlineData(0, uint.MaxValue, 1)]
    [InlineData(0, uint.MaxValue, 2)] // wraps to 1 in 32 bits
    [InlineData(0, 0xffffc000, Block)] // wraps to 0
    [InlineData(0, 0, uint.MaxValue)]
    [InlineData(0, 0, 1 << 30)]
    public void Contains_nothing_else(uint piece, uint begin, uint length) => Continuous.Contains(piece, begin, length, MaxLength).ShouldBeFalse();

    [Fact]
    public void Contains_no_more_at_once_than_is_allowed()
    {
        var large = PieceGeometry.Continuous(PieceGeometry.MaxPieceLength, PieceGeometry.MaxPieceLength);
        large.Contains(0, 0, MaxLength, MaxLength).ShouldBeTrue();
        large.Contains(0, 0, MaxLength + 1, MaxLength).ShouldBeFalse();
    }

    [Fact]
    public void Contains_the_gap_behind_a_file_but_not_the_next_piece()
    {
        Aligned.Contains(0, 0, Block, MaxLength).ShouldBeTrue();
        Aligned.Contains(0, 3 * Block, Block, MaxLength).ShouldBeTrue();
        Aligned.Contains(0, 3 * Block, Block + 1, MaxLength).ShouldBeFalse();
        Aligned.Contains(4, 0, 1, MaxLength).ShouldBeFalse();
    }

    private static IEnumerable<int> Lengths(PieceGeometry geometry) => Enumerable.Range(0, geometry.PieceCount).Select(geometry.LengthOf);
}
