using P2PShare.Engine.Creation;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Tests.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Torrents;

/// <summary>Pieces too large to be held in memory: written as they come, checked where they lie, and believed only then.</summary>
public sealed class LargePieceTests
{
    private const int PieceLength = 512 * 1024;
    private const int BadBlock = 17;

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task All_pieces_are_taken_with_few_blocks_in_memory(TorrentFormat format)
    {
        var torrent = TorrentOf(format);
        await using var world = new ContentWorld(torrent);
        var content = await OpenAsync(world);
        content.Intake.MostHeldBlocks.ShouldBeLessThan(4);
        content.Intake.MaxPieceCost.ShouldBeLessThan(PieceLength / 8);

        for (var piece = 0; piece < torrent.Metainfo.Geometry.PieceCount; piece++)
        {
            var download = new LargePiece(torrent, world, content, piece);
            download.PutAllBut(BadBlock);
            await Eventually.Completes(content.Intake.WhenWrittenAsync());
            world.Context.Blocks.Lent.ShouldBeLessThan(content.Intake.MostHeldBlocks * PieceGeometry.BlockLength);
            download.Put(BadBlock);

            (await download.TakeAsync()).Fate.ShouldBe(PieceFate.Stored);
        }

        world.Context.Blocks.Lent.ShouldBe(0);
        await content.CloseAsync(default);
        using var next = new RecordedDownload(torrent, world.Files, world.Time, boot: "after the next start");
        next.Resume.Trusted.IsFull.ShouldBeTrue();
        Enumerable.Range(0, torrent.Metainfo.Geometry.PieceCount).ShouldAllBe(piece => next.IsThere(piece));
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_wrong_block_is_told_apart_and_is_all_that_is_got_again(TorrentFormat format)
    {
        var torrent = TorrentOf(format);
        await using var world = new ContentWorld(torrent);
        var content = await OpenAsync(world);
        var download = new LargePiece(torrent, world, content, piece: 1);
        download.PutAllBut(BadBlock);
        download.Put(BadBlock, flip: true);

        var wrong = await download.TakeAsync();

        wrong.Fate.ShouldBe(PieceFate.Wrong);
        var digests = torrent.Blocks(1).Select(block => BlockDigest.Of(block.Span)).ToArray();
        Enumerable.Range(0, digests.Length).Where(block => wrong.Digests![block] != digests[block]).ShouldBe([BadBlock]);
        var leaves = torrent.Blocks(1).Select(block => MerkleTree.HashBlock(block.Span)).ToArray();
        (wrong.Leaves is null).ShouldBe(format == TorrentFormat.V1);
        Enumerable.Range(0, leaves.Length).Where(block => wrong.Leaves is { } found && found[block] != leaves[block])
            .ShouldBe(format == TorrentFormat.V1 ? [] : [BadBlock]);
        IsBelieved(torrent, world, 1).ShouldBeFalse();

        download.Put(BadBlock);
        download.IsWatched = true;
        var right = await download.TakeAsync();

        right.Fate.ShouldBe(PieceFate.Stored);
        right.Digests.ShouldBe(digests);
        IsBelieved(torrent, world, 1).ShouldBeTrue();
    }

    [Fact]
    public async Task A_kill_in_the_middle_costs_the_pieces_in_flight_and_no_other()
    {
        var torrent = TorrentOf(TorrentFormat.V1);
        await using var world = new ContentWorld(torrent);
        var content = await OpenAsync(world);
        var whole = new LargePiece(torrent, world, content, piece: 0);
        whole.PutAllBut();
        await whole.TakeAsync();
        world.Time.Advance(TimeSpan.FromMinutes(2));
        var half = new LargePiece(torrent, world, content, piece: 1);
        half.PutAllBut(BadBlock);
        await Eventually.Completes(content.Intake.WhenWrittenAsync());

        world.Files.Kill();
        world.Time.Advance(TimeSpan.FromMinutes(2));

        using var next = new RecordedDownload(torrent, world.Files, world.Time, world.Context.State.Boot);
        RecordedDownload.Indexes(next.Resume.Trusted).ShouldBe([0]);
        RecordedDownload.Indexes(next.Resume.Doubtful).ShouldBe([1]);
        half.Dispose();
    }

    [Fact]
    public async Task A_power_cut_in_a_piece_that_took_long_costs_no_piece_that_was_durable()
    {
        var torrent = TorrentOf(TorrentFormat.V1);
        await using var world = new ContentWorld(torrent);
        var content = await OpenAsync(world);
        var whole = new LargePiece(torrent, world, content, piece: 0);
        whole.PutAllBut();
        await whole.TakeAsync();
        content.CheckpointIfDue(default);
        await Eventually.Completes(content.WhenCheckpointedAsync());
        var slow = new LargePiece(torrent, world, content, piece: 1);
        for (var block = 0; block < 30; block++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(20));
            slow.Put(block);
            await Eventually.Completes(content.Intake.WhenWrittenAsync());
        }

        world.Files.CutPower(new Random(3));

        using var next = new RecordedDownload(torrent, world.Files, world.Time, boot: "after the power cut");
        RecordedDownload.Indexes(next.Resume.Trusted).ShouldBe([0]);
        slow.Dispose();
    }

    [Fact]
    public async Task A_disk_that_refuses_a_block_is_told_at_once_and_nobody_is_blamed_for_the_piece()
    {
        var torrent = TorrentOf(TorrentFormat.V1);
        await using var world = new ContentWorld(torrent);
        var content = await OpenAsync(world);
        var download = new LargePiece(torrent, world, content, piece: 1);
        world.Faults.FillUpAfter(100_000);

        download.PutAllBut(BadBlock);
        await Eventually.Completes(content.Intake.WhenWrittenAsync());

        download.Outcomes.ShouldHaveSingleItem().Failure.ShouldNotBeNull().Failure.ShouldBe(StorageFailure.DiskFull);
        world.Faults.Mend();
        download.Put(BadBlock);
        (await download.TakeAsync()).Fate.ShouldBe(PieceFate.Refused);
        world.Context.Blocks.Lent.ShouldBe(0);
    }

    // Three full pieces, the last of them of two files, and a short one.
    private static TestTorrent TorrentOf(TorrentFormat format) => TestTorrent.OfFolder(format, PieceLength, (2 * PieceLength) + 300_000, 400_000, 17);

    private static async Task<TorrentContent> OpenAsync(ContentWorld world)
    {
        var content = world.Open(options => options with { BlockMemory = 1024 * 1024 });
        await content.FindWhatIsHereAsync(new Progress<HashProgress>(), CancellationToken.None);
        return content;
    }

    private static bool IsBelieved(TestTorrent torrent, ContentWorld world, int piece)
    {
        var layout = world.Context.State.Lay(torrent.Metainfo, RecordedDownload.Folder);
        var frames = Engine.Storage.Records.JournalFormat.Read(world.Files.ReadAll(world.Context.State.RecordPathOf(layout))).Frames;
        var state = Engine.Storage.Records.RecordState.Replay(frames, true, Engine.Storage.Records.RecordSubject.Of(layout));
        return state!.Written[piece] || state.Durable[piece];
    }
}
