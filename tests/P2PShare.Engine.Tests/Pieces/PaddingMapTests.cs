using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class PaddingMapTests
{
    private const int Block = PieceGeometry.BlockLength;

    [Fact]
    public void Blocks_within_padding_are_padding_and_blocks_it_only_touches_are_not()
    {
        // A piece of four blocks: content, content and padding, padding, padding.
        var (geometry, padding) = Of(4 * Block, (Block + 1, false), ((3 * Block) - 1, true), (Block, false));

        Enumerable.Range(0, 4).Select(block => padding.IsPadding(new BlockAddress(0, block))).ShouldBe([false, false, true, true]);
        padding.IsPadding(new BlockAddress(1, 0)).ShouldBeFalse();
        padding.IsPadding(0).ShouldBeFalse();
        padding.Touches(0).ShouldBeTrue();
        padding.Touches(1).ShouldBeFalse();
        padding.PaddingPieces().ShouldBeEmpty();
        geometry.PieceCount.ShouldBe(2);
    }

    [Fact]
    public void Pad_files_one_after_another_are_one_run()
    {
        var (_, padding) = Of(2 * Block, (1, false), (Block, true), (Block - 1, true));

        padding.IsPadding(new BlockAddress(0, 1)).ShouldBeTrue();
    }

    [Fact]
    public void Pieces_of_nothing_but_padding_are_named()
    {
        var (_, padding) = Of(2 * Block, (Block, false), (6L * Block, true), (Block, false), (3L * Block, true), (2L * Block, true));

        padding.PaddingPieces().ShouldBe([1, 2, 4, 5, 6]);
        Enumerable.Range(0, 7).Where(padding.IsPadding).ShouldBe([1, 2, 4, 5, 6]);
    }

    [Fact]
    public void Padding_is_never_asked_for_and_counts_as_here()
    {
        var (geometry, padding) = Of(2 * Block, (Block, false), (3L * Block, true), (2L * Block, false));
        var swarm = new PickerSwarm(pieces: 3, blocksPerPiece: 2, padding: padding);
        var peer = swarm.Peer();

        var asked = swarm.Pick(peer, 100);

        asked.OrderBy(block => block.Piece).ShouldBe([new BlockAddress(0, 0), new BlockAddress(2, 0), new BlockAddress(2, 1)]);
        swarm.Give(peer, new BlockAddress(0, 0)).ShouldBe(BlockArrival.Completed);
        swarm.Picker.SendersOf(0).ToArray().ShouldBe([peer, Engine.Peers.PeerKey.None]);
        geometry.PieceCount.ShouldBe(3);

        swarm.Picker.PieceFailed(0, null);
        swarm.Pick(peer, 100).ShouldBe([new BlockAddress(0, 0)]);
        swarm.Picker.WantedRemaining.ShouldBe(3);
    }

    [Fact]
    public void A_piece_of_nothing_but_padding_is_never_begun_and_takes_no_memory_of_others()
    {
        var (geometry, padding) = Of(2 * Block, (Block, false), (3L * Block, true), (2L * Block, false));
        var swarm = new PickerSwarm(pieces: 3, blocksPerPiece: 2, padding: padding);

        var asked = swarm.Pick(swarm.Peer(), 100);

        asked.Length.ShouldBe(3);
        swarm.Picker.OpenCount.ShouldBe(2);
        swarm.Picker.OpenCost.ShouldBe(2L * geometry.PieceLength);
    }

    [Fact]
    public void A_pad_file_of_a_tebibyte_costs_nothing()
    {
        var (_, padding) = Of(1 << 29, (1, false), (1L << 40, true));

        padding.IsPadding(1000).ShouldBeTrue();
        padding.IsPadding(new BlockAddress(0, 1)).ShouldBeTrue();
        padding.PaddingPieces().Count().ShouldBe(2048);
    }

    private static (PieceGeometry Geometry, PaddingMap Padding) Of(int pieceLength, params (long Length, bool IsPadding)[] files)
    {
        var list = new List<TorrentFile>();
        var offset = 0L;
        foreach (var (length, isPadding) in files)
        {
            list.Add(new TorrentFile { Path = $"{list.Count}", Length = length, Offset = offset, IsPadding = isPadding });
            offset += length;
        }

        var geometry = PieceGeometry.Continuous(pieceLength, offset);
        return (geometry, PaddingMap.Of(geometry, list));
    }
}
