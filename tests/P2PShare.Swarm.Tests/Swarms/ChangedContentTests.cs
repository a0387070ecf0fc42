using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Content that another program changes, cuts or deletes while we seed it: nothing wrong is sent, and the person is told.</summary>
public sealed class ChangedContentTests : IAsyncLifetime
{
    private const int PieceLength = 16 * 1024;
    private const int ChangedPiece = 20;

    private readonly TestTorrent _content = TestTorrent.OfFile(TorrentFormat.V1, PieceLength, 40 * PieceLength);
    private Node _seed = null!;
    private Node _leech = null!;

    private string ContentPath => Path.Combine(_seed.ContentDirectory, _content.Files[0].Path);

    public async Task InitializeAsync()
    {
        _seed = await Node.StartAsync();
        _leech = await Node.StartAsync();
        _content.WriteTo(_seed.ContentDirectory);
        File.SetLastWriteTimeUtc(ContentPath, DateTime.UtcNow.AddHours(-1));
    }

    public async Task DisposeAsync()
    {
        await _seed.DisposeAsync();
        await _leech.DisposeAsync();
    }

    [Theory]
    [InlineData("overwritten", false, false)]
    [InlineData("overwritten", false, true)]
    [InlineData("overwritten", true, false)]
    [InlineData("overwritten", true, true)]
    [InlineData("cut", false, false)]
    [InlineData("cut", true, true)]
    [InlineData("deleted", false, true)]
    [InlineData("replaced", false, true)]
    public async Task Nothing_wrong_is_sent(string how, bool afterSomeoneGotIt, bool believedFromARecord)
    {
        if (believedFromARecord)
        {
            var before = await SeedAsync();
            await Eventually.Completes(before.StopAsync());
        }

        var seeding = await SeedAsync();
        if (afterSomeoneGotIt)
        {
            await using var first = await Node.StartAsync();
            var getting = await first.AddAsync(_content.Metainfo, _seed.Address);
            await Eventually.Completes(getting.Completion);
        }

        Change(how);
        var leeching = await _leech.AddAsync(_content.Metainfo, _seed.Address);

        var result = await Eventually.Completes(seeding.Ended);
        result.Outcome.ShouldBe(TorrentOutcome.StorageFailed);
        result.Message.ShouldNotBeNull().ShouldContain($"`{ContentPath}` was ");
        result.Message.ShouldContain("run the same command again");
        await Eventually.Completes(leeching.StopAsync());
        await _leech.StopAsync();
        _leech.Told.ShouldNotContain(happened => happened is EngineEvent.PieceFailed || happened is EngineEvent.PeerBanned);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("replaced")]
    public async Task What_is_still_open_is_given_as_it_was(string how)
    {
        await SeedAsync();
        Change(how);

        var leeching = await _leech.AddAsync(_content.Metainfo, _seed.Address);

        await Eventually.Completes(leeching.Completion);
        _leech.Read(_content.Metainfo, _content.Files[0].Path).ShouldBe(_content.Files[0].Content);
    }

    [Theory]
    [InlineData("touched", false, false)]
    [InlineData("touched", true, false)]
    [InlineData("touched", false, true)]
    [InlineData("written again", true, false)]
    public async Task Content_that_is_as_it_was_is_given_on(string how, bool afterSomeoneGotIt, bool believedFromARecord)
    {
        if (believedFromARecord)
        {
            var before = await SeedAsync();
            await Eventually.Completes(before.StopAsync());
        }

        var seeding = await SeedAsync();
        if (afterSomeoneGotIt)
        {
            await using var first = await Node.StartAsync();
            var getting = await first.AddAsync(_content.Metainfo, _seed.Address);
            await Eventually.Completes(getting.Completion);
        }

        Change(how);
        var leeching = await _leech.AddAsync(_content.Metainfo, _seed.Address);

        await Eventually.Completes(leeching.Completion);
        _leech.Read(_content.Metainfo, _content.Files[0].Path).ShouldBe(_content.Files[0].Content);
        seeding.Ended.IsCompleted.ShouldBeFalse();
        _seed.Told.OfType<EngineEvent.Warning>().Select(warning => warning.Message)
            .ShouldBe([$"`{ContentPath}` was touched by another program; what is here of it still matches"]);
        (await Eventually.Completes(seeding.StopAsync())).Outcome.ShouldBe(TorrentOutcome.Completed);
    }

    [Theory]
    [InlineData("touched", TorrentOutcome.Completed)]
    [InlineData("overwritten", TorrentOutcome.StorageFailed)]
    public async Task What_is_still_to_come_goes_only_into_a_file_that_is_as_it_was(string how, TorrentOutcome outcome)
    {
        // All but a piece is there, and found; the first checkpoint knows its files.
        var bytes = (byte[])_content.Files[0].Content.Clone();
        bytes[30 * PieceLength] ^= 1;
        File.WriteAllBytes(ContentPath, bytes);
        var getting = await _seed.AddAsync(_content.Metainfo);
        await Eventually.Is(() => getting.Snapshot().State == TorrentState.Downloading);
        await Eventually.Is(() => _seed.StateFiles().Any(path => path.EndsWith(".have", StringComparison.Ordinal)));
        Change(how);
        _content.WriteTo(_leech.ContentDirectory);

        await _leech.AddAsync(_content.Metainfo, _seed.Address);

        if (outcome == TorrentOutcome.Completed)
        {
            await Eventually.Completes(getting.Completion);
            _ = getting.StopAsync();
        }

        (await Eventually.Completes(getting.Ended)).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public async Task The_same_command_checks_it_again_and_believes_only_what_is_right()
    {
        var seeding = await SeedAsync();
        Change("overwritten");
        await _leech.AddAsync(_content.Metainfo, _seed.Address);
        await Eventually.Completes(seeding.Ended);

        var again = await _seed.AddAsync(_content.Metainfo, options => options with { SeedOnly = true });

        await Eventually.Is(() => again.Snapshot().State == TorrentState.Seeding);
        again.Snapshot().BytesDone.ShouldBe(39 * PieceLength);
    }

    private async Task<Torrent> SeedAsync()
    {
        var torrent = await _seed.AddAsync(_content.Metainfo, options => options with { SeedOnly = true, RequireComplete = true });
        await Eventually.Completes(torrent.Completion);
        torrent.Snapshot().State.ShouldBe(TorrentState.Seeding);
        return torrent;
    }

    private void Change(string how)
    {
        var bytes = (byte[])_content.Files[0].Content.Clone();
        bytes[ChangedPiece * PieceLength] ^= 1;
        switch (how)
        {
            case "overwritten":
                using (var file = File.OpenWrite(ContentPath))
                {
                    file.Write(bytes);
                }

                break;
            case "touched":
                File.SetLastWriteTimeUtc(ContentPath, DateTime.UtcNow.AddMinutes(-30));
                break;
            case "written again":
                File.WriteAllBytes(ContentPath, _content.Files[0].Content);
                break;
            case "cut":
                using (var file = File.OpenWrite(ContentPath))
                {
                    file.SetLength(ChangedPiece * PieceLength);
                }

                break;
            case "deleted":
                File.Delete(ContentPath);
                break;
            case "replaced":
                File.WriteAllBytes(ContentPath + ".new", bytes);
                File.Move(ContentPath + ".new", ContentPath, overwrite: true);
                break;
        }
    }
}
