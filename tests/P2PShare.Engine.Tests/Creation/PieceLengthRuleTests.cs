using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class PieceLengthRuleTests
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;
    private const long GiB = 1024 * MiB;

    [Theory]
    [InlineData(0, 16 * KiB)]
    [InlineData(32 * MiB, 16 * KiB)]
    [InlineData((32 * MiB) + 1, 32 * KiB)]
    [InlineData(64 * MiB, 32 * KiB)]
    [InlineData(GiB, 512 * KiB)]
    [InlineData(GiB + 1, MiB)]
    [InlineData(5 * GiB, 4 * MiB)]
    [InlineData(32 * GiB, 16 * MiB)]
    [InlineData(100 * GiB, 16 * MiB)]
    [InlineData(long.MaxValue, 16 * MiB)]
    public void The_piece_length_follows_the_size(long total, long expected) =>
        ((long)TorrentCreator.ChoosePieceLength(total)).ShouldBe(expected);

    [Fact]
    public void A_hybrid_of_many_small_files_gets_pieces_that_do_not_drown_it_in_padding()
    {
        var files = Enumerable.Repeat(20 * KiB, 50_000).ToArray();

        TorrentCreator.PieceLengthFor(new CreationOptions { Format = TorrentFormat.V1 }, files).ShouldBe((int)(512 * KiB));
        TorrentCreator.PieceLengthFor(new CreationOptions { Format = TorrentFormat.V2 }, files).ShouldBe((int)(512 * KiB));
        TorrentCreator.PieceLengthFor(new CreationOptions { Format = TorrentFormat.Hybrid }, files).ShouldBe((int)(32 * KiB));
    }

    [Fact]
    public void What_was_asked_for_is_not_changed()
    {
        var files = Enumerable.Repeat(1L, 10).ToArray();

        TorrentCreator.PieceLengthFor(new CreationOptions { Format = TorrentFormat.Hybrid, PieceLength = (int)MiB }, files).ShouldBe((int)MiB);
    }
}
