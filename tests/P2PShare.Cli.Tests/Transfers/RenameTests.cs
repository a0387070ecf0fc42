using System.Text.Json;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Transfers;

/// <summary>Content under other names than the torrent's, and files that come before others, on a real disk and over real connections.</summary>
public sealed class RenameTests : IDisposable
{
    private readonly TestApp _friend = new();
    private readonly TestApp _seeder = new();

    public RenameTests()
    {
        _seeder.Folder.WriteRandom("trip/day 1/a.jpg", 50_000, 1);
        _seeder.Folder.WriteRandom("trip/day 1/b.jpg", 50_000, 2);
        _seeder.Folder.WriteRandom("trip/film.bin", 200_000, 3);
    }

    public void Dispose()
    {
        _friend.Dispose();
        _seeder.Dispose();
    }

    [Fact]
    public async Task What_was_renamed_is_found_again_by_get_verify_and_seed()
    {
        await _seeder.RunAsync("create", "trip", "-l", "16KiB", "-o", _friend.Folder["trip.torrent"]);
        var (seeding, port) = await SeedAsync();

        var got = await GetAsync(port, "--rename", "trip=Norway", "--rename", "day 1=first day", "--rename", "film.bin=the film.bin");

        got.Code.ShouldBe(ExitCode.Done, got.Error + got.Output);
        Result(got).GetProperty("path").GetString().ShouldBe(_friend.Folder["got/Norway"]);
        File.ReadAllBytes(_friend.Folder["got/Norway/first day/a.jpg"]).ShouldBe(File.ReadAllBytes(_seeder.Folder["trip/day 1/a.jpg"]));
        File.ReadAllBytes(_friend.Folder["got/Norway/the film.bin"]).ShouldBe(File.ReadAllBytes(_seeder.Folder["trip/film.bin"]));
        Directory.GetFileSystemEntries(_friend.Folder["got"]).ShouldBe([_friend.Folder["got/Norway"]]);

        Result(await GetAsync(port)).GetProperty("downloaded").GetInt64().ShouldBe(300_000);
        (await _friend.RunAsync("verify", "trip.torrent", "got")).Code.ShouldBe(ExitCode.Done);
        (await _friend.RunAsync("verify", "trip.torrent", "got/Norway")).Code.ShouldBe(ExitCode.Done);
        (await _friend.RunAsync("seed", "trip.torrent", "--data", "got", "--bind", "127.0.0.1", "--seed-time", "0s")).Code.ShouldBe(ExitCode.Done);
        _seeder.Signal();
        await seeding;
    }

    [Theory]
    [InlineData("trip=../trip")]
    [InlineData("film.bin=day 1/a.jpg")]
    [InlineData("nothing=x")]
    public async Task A_name_that_cannot_be_is_refused(string renaming)
    {
        await _seeder.RunAsync("create", "trip", "-o", _friend.Folder["trip.torrent"]);

        var run = await _friend.RunAsync("get", "trip.torrent", "--rename", renaming, "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe("cannot-rename");
    }

    [Fact]
    public async Task What_is_not_wanted_does_not_appear_and_only_pieces_at_its_edges_come_again_when_it_is()
    {
        _seeder.Folder.WriteRandom("trip/day 1/b.jpg", 400_000, 2);
        await _seeder.RunAsync("create", "trip", "-l", "64KiB", "-o", _friend.Folder["trip.torrent"]);
        var (seeding, port) = await SeedAsync();

        (await GetAsync(port, "--select", "b.jpg")).Code.ShouldBe(ExitCode.Done);

        Directory.GetFiles(_friend.Folder["got"], "*", SearchOption.AllDirectories).ShouldBe([_friend.Folder["got/trip/day 1/b.jpg"]]);
        File.ReadAllBytes(_friend.Folder["got/trip/day 1/b.jpg"]).ShouldBe(File.ReadAllBytes(_seeder.Folder["trip/day 1/b.jpg"]));

        var all = await GetAsync(port);
        all.Code.ShouldBe(ExitCode.Done, all.Error + all.Output);
        Result(all).GetProperty("downloaded").GetInt64().ShouldBe((7 * 65_536) + (650_000 - (5 * 65_536)), "seven pieces first, then all but the five that hold nothing else");
        (await _friend.RunAsync("verify", "trip.torrent", "got")).Code.ShouldBe(ExitCode.Done);
        _seeder.Signal();
        await seeding;
    }

    [Fact]
    public async Task Priorities_reach_the_engine_and_the_last_one_that_names_a_file_counts()
    {
        _friend.Folder.Write("trip.torrent", Some.Folder("trip", ("a/1.jpg", 1), ("a/2.txt", 2), ("b/3.jpg", 3), ("4.txt", 4)));
        _friend.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        await _friend.RunAsync("get", "trip.torrent", "--priority", "*.jpg=high", "--priority", "3-4=low", "--priority", "a=normal");

        _friend.Engine.Torrents.ShouldHaveSingleItem().Options.Priorities.OrderBy(file => file.Key).Select(file => (file.Key, file.Value)).ShouldBe(
            [(0, FilePriority.Normal), (1, FilePriority.Normal), (2, FilePriority.Low), (3, FilePriority.Low)]);
    }

    [Theory]
    [InlineData("*.bin", (int)ExitCode.Usage)]
    [InlineData("*.bin=urgent", (int)ExitCode.Usage)]
    [InlineData("*.png=high", (int)ExitCode.BadInput)]
    public async Task A_priority_that_says_nothing_is_refused(string priority, int code)
    {
        await _seeder.RunAsync("create", "trip", "-o", _friend.Folder["trip.torrent"]);

        ((int)(await _friend.RunAsync("get", "trip.torrent", "--priority", priority)).Code).ShouldBe(code);
    }

    private static JsonElement Result(TestApp.Run run) => run.Events.Last(line => line.GetProperty("event").GetString() == "result");

    private async Task<(Task<TestApp.Run> Seeding, int Port)> SeedAsync()
    {
        var seeding = _seeder.RunAsync("seed", _friend.Folder["trip.torrent"], "--bind", "127.0.0.1", "--json");
        return (seeding, (await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32());
    }

    private Task<TestApp.Run> GetAsync(int port, params string[] more) => _friend.RunAsync(
        ["get", "trip.torrent", "-o", "got", "--bind", "127.0.0.1", "--peer", $"127.0.0.1:{port}", "--no-seed", "--stall-timeout", "50s", "--json", .. more]);
}
