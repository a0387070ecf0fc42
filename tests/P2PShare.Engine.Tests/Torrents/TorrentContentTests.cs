using P2PShare.Engine.Creation;
using P2PShare.Engine.Tests.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Torrents;

public sealed class TorrentContentTests : IAsyncLifetime
{
    private static readonly TestTorrent Torrent = TestTorrent.OfFolder(TorrentFormat.V1, 1000, 3000, 3000, 3500, 500);

    private readonly ContentWorld _world = new(Torrent);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task What_a_killed_process_wrote_the_next_one_makes_durable()
    {
        var killed = _world.Open();
        await FindAsync(killed);
        (await _world.TakeAsync(killed, 4)).Fate.ShouldBe(PieceFate.Stored);
        _world.Files.Kill();

        var content = _world.Open();
        await FindAsync(content);
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        content.CheckpointIfDue(default).ShouldBeNull();
        await content.WhenCheckpointedAsync();
        _world.Files.CutPower(new Random(1));

        using var next = new RecordedDownload(Torrent, _world.Files, _world.Time, boot: "after the power cut");
        RecordedDownload.Indexes(next.Resume.Trusted).ShouldBe([4]);
        next.IsThere(4).ShouldBeTrue();
    }

    [Fact]
    public async Task A_disk_that_cannot_flush_is_told_and_what_it_was_to_keep_is_checked_the_next_time()
    {
        var content = _world.Open();
        await FindAsync(content);
        await _world.TakeAsync(content, 4);
        _world.Faults.FailAll("file1", failure: null, FileOperation.Flush);

        content.CheckpointIfDue(default);
        await content.WhenCheckpointedAsync();

        content.CheckpointIfDue(default).ShouldNotBeNull().Message.ShouldContain("file1");
        (await content.CloseAsync(default)).ShouldNotBeNull();
        using var next = new RecordedDownload(Torrent, _world.Files, _world.Time, _world.Context.State.Boot);
        next.Resume.Trusted.IsEmpty.ShouldBeTrue();
        RecordedDownload.Indexes(next.Resume.Doubtful).ShouldBe([4]);
    }

    [Fact]
    public async Task What_went_to_and_fro_is_counted_over_all_runs_and_a_kill()
    {
        var killed = _world.Open();
        await FindAsync(killed);
        killed.Before.ShouldBe(default);
        killed.CheckpointIfDue(new TransferTotals(100, 200));
        await killed.WhenCheckpointedAsync();
        _world.Files.Kill();
        var second = _world.Open();
        second.Before.ShouldBe(new TransferTotals(100, 200));
        await second.CloseAsync(new TransferTotals(101, 202));

        var third = _world.Open();

        third.Before.ShouldBe(new TransferTotals(101, 202));
    }

    [Fact]
    public async Task A_seed_whose_totals_cannot_be_recorded_goes_on()
    {
        var content = _world.Open();
        await FindAsync(content);
        content.CheckpointIfDue(default);
        await content.WhenCheckpointedAsync();
        _world.Faults.FailAll(".new", failure: null, FileOperation.Write);
        _world.Time.Advance(TimeSpan.FromMinutes(1));

        content.CheckpointIfDue(new TransferTotals(1, 0));
        await content.WhenCheckpointedAsync();

        content.CheckpointIfDue(new TransferTotals(1, 0)).ShouldBeNull();
    }

    [Fact]
    public async Task A_record_that_cannot_be_kept_is_told()
    {
        var content = _world.Open();
        await FindAsync(content);
        await _world.TakeAsync(content, 4);
        _world.Faults.FailAll(".have", failure: null, FileOperation.Write, FileOperation.Flush);

        content.CheckpointIfDue(default);
        await content.WhenCheckpointedAsync();

        content.CheckpointIfDue(default).ShouldNotBeNull().Message.ShouldContain(".have");
    }

    private static async Task FindAsync(TorrentContent content) => await content.FindWhatIsHereAsync(new Progress<HashProgress>(), CancellationToken.None);
}
