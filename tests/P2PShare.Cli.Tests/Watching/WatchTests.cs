using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Watching;

public sealed class WatchTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(15);

    private readonly ManualTimeProvider _time = new();
    private readonly TestApp _app;
    private FakeEngine _engine = new();

    public WatchTests()
    {
        _app = new TestApp { Time = _time, Engine = _engine };
        Directory.CreateDirectory(_app.Folder["in"]);
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_torrent_that_appears_is_got_where_it_lies_then_moved_and_seeded()
    {
        var watching = WatchAsync("-o", "got", "--seed-ratio", "2");
        await _app.PrintsEventAsync("listening", watching);
        _app.Folder.Write("in/a.torrent", Some.Torrent("a.txt"));
        var torrent = await AddedAsync("a.txt");
        (torrent.Options.ContentDirectory, torrent.Options.Stop.Ratio, File.Exists(_app.Folder["in/a.torrent"])).ShouldBe((_app.Folder["got"], (double?)2, true));

        _engine.Tell(new EngineEvent.Completed(DateTimeOffset.UnixEpoch, torrent.Metainfo.InfoHashes));
        (await _app.PrintsEventAsync("moved", watching)).GetProperty("path").GetString().ShouldBe(_app.Folder["in/done/a.torrent"]);
        torrent.End(TorrentOutcome.Completed);
        await Eventually.Is(() => File.Exists(_app.Folder["in/done/ended/a.torrent"]));

        _app.Signal();
        var run = await watching;
        run.Code.ShouldBe(ExitCode.Done, run.Error);
        run.Events.Single(line => Kind(line) == "result").GetProperty("torrent").GetString().ShouldBe("a.torrent");
    }

    [Fact]
    public async Task What_fails_is_moved_with_the_reason_beside_it_and_the_others_go_on()
    {
        _app.Folder.Write("in/a.torrent", Some.Torrent("a.txt"));
        _app.Folder.Write("in/b.torrent", Some.Torrent("b.txt"));
        var watching = WatchAsync();
        var b = await AddedAsync("b.txt");

        (await AddedAsync("a.txt")).End(TorrentOutcome.GaveUp, "nobody came");

        await Eventually.Is(() => File.Exists(_app.Folder["in/failed/a.torrent.error"]));
        File.ReadAllText(_app.Folder["in/failed/a.torrent.error"]).ShouldStartWith("gave up on `a.txt`: nobody came\n");
        File.Exists(_app.Folder["in/failed/a.torrent"]).ShouldBeTrue();
        b.Ended.IsCompleted.ShouldBeFalse();
        _app.Signal();
        (await watching).Code.ShouldBe(ExitCode.Interrupted);
        File.Exists(_app.Folder["in/b.torrent"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_restart_takes_up_what_was_got_and_seeds_what_is_done_but_not_what_has_ended_or_failed()
    {
        foreach (var (path, name) in (IEnumerable<(string, string)>)[("in/a", "a"), ("in/done/b", "b"), ("in/done/ended/c", "c"), ("in/failed/d", "d")])
        {
            _app.Folder.Write(path + ".torrent", Some.Torrent(name));
        }

        var watching = WatchAsync();
        (await AddedAsync("a")).Options.SeedOnly.ShouldBeFalse();
        var done = await AddedAsync("b");
        (done.Options.SeedOnly, done.Options.RequireComplete).ShouldBe((true, true));

        // Its content has gone: that is said, and not got again.
        done.End(TorrentOutcome.Incomplete);
        await Eventually.Is(() => File.Exists(_app.Folder["in/failed/b.torrent.error"]));
        _app.Signal();
        await watching;
        _engine.Torrents.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_complete_lies_where_it_is_seeded_on_by_the_next_run()
    {
        _app.Folder.Write("in/A.TORRENT", Some.Torrent("a"));
        _app.Folder.Write("in/done/b.torrent", Some.Torrent("b"));
        _app.Folder.Write("hook", "");
        File.SetUnixFileMode(_app.Folder["hook"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var told = new ConcurrentQueue<string>();
        _app.RunProgram = (call, _, _) =>
        {
            told.Enqueue(call.Variables["P2PSHARE_TORRENT_NAME"]);
            return Task.FromResult(0);
        };
        var watching = WatchAsync("--on-complete", "./hook");
        foreach (var torrent in (FakeTorrent[])[await AddedAsync("a"), await AddedAsync("b")])
        {
            torrent.WhenStopped = TorrentOutcome.Completed;
            _engine.Tell(new EngineEvent.Completed(DateTimeOffset.UnixEpoch, torrent.Metainfo.InfoHashes));
        }

        await Eventually.Is(() => File.Exists(_app.Folder["in/done/A.TORRENT"]) && _app.Output.ToString().Split("\"event\":\"completed\"").Length == 3);
        _app.Signal();

        (await watching).Code.ShouldBe(ExitCode.Done);
        told.ShouldBe(["a"]);
        Directory.GetFiles(_app.Folder["in"], "*", SearchOption.AllDirectories).ShouldBe([_app.Folder["in/done/A.TORRENT"], _app.Folder["in/done/b.torrent"]], ignoreOrder: true);
    }

    [Fact]
    public async Task A_completion_that_was_lost_among_too_many_events_is_seen_all_the_same()
    {
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        var watching = WatchAsync();
        var torrent = await AddedAsync("a");

        torrent.Looks = torrent.Looks with { State = TorrentState.Seeding };

        await AdvanceUntilAsync(() => File.Exists(_app.Folder["in/done/a.torrent"]));
        torrent.Ended.IsCompleted.ShouldBeFalse();
        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task Who_does_not_seed_leaves_what_is_done_alone()
    {
        _app.Folder.Write("in/done/b.torrent", Some.Torrent("b"));
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        var watching = WatchAsync("--no-seed");
        (await AddedAsync("a")).End(TorrentOutcome.Completed);
        await Eventually.Is(() => File.Exists(_app.Folder["in/done/a.torrent"]));

        _app.Signal();
        (await watching).Code.ShouldBe(ExitCode.Done);
        _engine.Torrents.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_torrent_that_is_still_written_is_waited_for()
    {
        var whole = Some.Torrent("a.txt");
        _app.Folder.Write("in/a.torrent", whole.AsSpan(0, 40));
        var watching = WatchAsync();
        await _app.PrintsEventAsync("listening", watching);
        await LookAsync();
        _app.Folder.Write("in/a.torrent", whole);
        await AddedAsync("a.txt");
        Directory.Exists(_app.Folder["in/failed"]).ShouldBeFalse();
        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task One_that_does_not_grow_any_more_has_failed()
    {
        _app.Folder.Write("in/a.torrent", Some.Torrent("a.txt").AsSpan(0, 40));
        _app.Folder.Write("in/b.torrent", "<html>");
        _app.Folder.Write("in/long.magnet", new byte[70_000]);
        _app.Folder.Write("in/two.magnet", "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a\nmagnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88b\n");
        var watching = WatchAsync();
        await AdvanceUntilAsync(() => Directory.Exists(_app.Folder["in/failed"]) && Directory.GetFiles(_app.Folder["in/failed"], "*.error").Length == 4);

        File.ReadAllText(_app.Folder["in/failed/b.torrent.error"]).ShouldContain("it is a web page");
        File.ReadAllText(_app.Folder["in/failed/long.magnet.error"]).ShouldContain("it is longer than 64KiB");
        File.ReadAllText(_app.Folder["in/failed/two.magnet.error"]).ShouldContain("one link");
        _app.Signal();
        (await watching).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task One_that_comes_back_as_it_was_is_still_written_again()
    {
        var watching = WatchAsync();
        await _app.PrintsEventAsync("listening", watching);
        for (var times = 0; times < 3; times++)
        {
            _app.Folder.Write("in/a.torrent", Some.Torrent("a.txt").AsSpan(0, 40));
            File.SetLastWriteTimeUtc(_app.Folder["in/a.torrent"], DateTime.UnixEpoch);
            await LookAsync();
            File.Delete(_app.Folder["in/a.torrent"]);
            await LookAsync();
        }

        Directory.Exists(_app.Folder["in/failed"]).ShouldBeFalse();
        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task A_folder_that_is_gone_is_told_of_once_and_looked_at_when_it_is_back()
    {
        var watching = WatchAsync();
        await _app.PrintsEventAsync("listening", watching);
        Directory.Delete(_app.Folder["in"]);
        await _app.PrintsEventAsync("warning", AdvanceUntilAsync(() => _app.Output.ToString().Contains("\"warning\"", StringComparison.Ordinal)));
        await LookAsync();

        Directory.CreateDirectory(_app.Folder["in"]);
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        await AddedAsync("a");

        _app.Signal();
        (await watching).Events.Where(line => Kind(line) == "warning").ShouldHaveSingleItem()
            .GetProperty("message").GetString().ShouldBe($"`{_app.Folder["in"]}` cannot be read: no such folder");
    }

    [Fact]
    public async Task A_link_is_searched_for_once_it_has_settled_and_then_got()
    {
        FakeSearch? search = null;
        _app.Engine = _engine = new FakeEngine { WhenSearched = found => search = found };
        _app.Folder.Write("in/a.magnet", $"  {MagnetLink.Of(Some.Metainfo("a.txt"))}\r\n");
        var watching = WatchAsync();
        await _app.PrintsEventAsync("listening", watching);
        await LookAsync();
        search.ShouldBeNull();
        await AdvanceUntilAsync(() => search is not null);

        search!.Find(Some.Metainfo("a.txt"));
        (await AddedAsync("a.txt")).End(TorrentOutcome.Completed);
        await Eventually.Is(() => File.Exists(_app.Folder["in/done/ended/a.magnet"]));
        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task Links_pipes_folders_and_hidden_files_are_left_alone()
    {
        _app.Folder.Write("secret.torrent", Some.Torrent("secret"));
        File.CreateSymbolicLink(_app.Folder["in/link.torrent"], _app.Folder["secret.torrent"]);
        Directory.CreateDirectory(_app.Folder["in/folder.torrent"]);
        _app.Folder.Write("in/.hidden.torrent", Some.Torrent("hidden"));
        _app.Folder.Write("in/other.txt", "hello");
        using (var mkfifo = Process.Start("mkfifo", [_app.Folder["in/pipe.torrent"]]))
        {
            await mkfifo.WaitForExitAsync();
        }

        _app.Folder.Write("in/z.torrent", Some.Torrent("z"));
        var watching = WatchAsync();
        await AddedAsync("z");
        var looks = _time.GetTimestamp() + LongEnough.Ticks;
        await AdvanceUntilAsync(() => _time.GetTimestamp() > looks);
        _app.Folder.Write("in/zz.torrent", Some.Torrent("zz"));
        await AddedAsync("zz");

        _app.Signal();
        (await watching).Code.ShouldBe(ExitCode.Interrupted);
        _engine.Torrents.Count.ShouldBe(2);
        Directory.Exists(_app.Folder["in/failed"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_overwritten_and_nothing_leaves_by_a_link()
    {
        _app.Folder.Write("in/done/a.torrent", "something else");
        Directory.CreateDirectory(_app.Folder["elsewhere"]);
        Directory.CreateSymbolicLink(_app.Folder["in/failed"], _app.Folder["elsewhere"]);
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        _app.Folder.Write("in/b.torrent", Some.Torrent("b"));
        var watching = WatchAsync("--no-seed");

        (await AddedAsync("a")).End(TorrentOutcome.Completed);
        (await AddedAsync("b")).End(TorrentOutcome.GaveUp);

        await Eventually.Is(() => File.Exists(_app.Folder["in/done/a (2).torrent"]));
        (await _app.PrintsEventAsync("warning", watching)).GetProperty("message").GetString().ShouldBe("b.torrent: cannot be moved to `failed`: `failed` is a link, which could lead anywhere");
        File.ReadAllText(_app.Folder["in/done/a.torrent"]).ShouldBe("something else");
        Directory.GetFiles(_app.Folder["elsewhere"]).ShouldBeEmpty();
        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task A_reason_that_was_left_behind_is_not_taken_for_that_of_another()
    {
        _app.Folder.Write("in/failed/a.torrent.error", "long ago");
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        var watching = WatchAsync();

        (await AddedAsync("a")).End(TorrentOutcome.GaveUp);

        await Eventually.Is(() => File.Exists(_app.Folder["in/failed/a (2).torrent.error"]));
        File.ReadAllText(_app.Folder["in/failed/a.torrent.error"]).ShouldBe("long ago");
        File.Exists(_app.Folder["in/failed/a (2).torrent"]).ShouldBeTrue();
        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task The_same_torrent_under_another_name_fails_while_it_runs_and_is_taken_again_after_it_has_ended()
    {
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        var watching = WatchAsync("--no-seed");
        var first = await AddedAsync("a");
        _app.Folder.Write("in/b.torrent", Some.Torrent("a"));
        await AdvanceUntilAsync(() => File.Exists(_app.Folder["in/failed/b.torrent.error"]));

        first.End(TorrentOutcome.Completed);
        await Eventually.Is(() => File.Exists(_app.Folder["in/done/a.torrent"]));
        _app.Folder.Write("in/a.torrent", Some.Torrent("a"));
        await AdvanceUntilAsync(() => _engine.Torrents.Count == 2);

        _app.Signal();
        await watching;
    }

    [Fact]
    public async Task A_port_that_is_taken_is_9_and_a_folder_that_is_not_there_3()
    {
        _app.Engine = new FakeEngine { CannotListen = new Net.Transport.NetException("address already in use") };

        (await WatchAsync()).Code.ShouldBe(ExitCode.Network);
        (await _app.RunAsync("watch", "nowhere")).Code.ShouldBe(ExitCode.BadInput);
    }

    private static string Kind(JsonElement line) => line.GetProperty("event").GetString()!;

    private Task<TestApp.Run> WatchAsync(params string[] more) => _app.RunAsync(["watch", "in", "--json", .. more]);

    private async Task<FakeTorrent> AddedAsync(string name)
    {
        FakeTorrent? torrent = null;
        await AdvanceUntilAsync(() => (torrent = _engine.Torrents.FirstOrDefault(torrent => torrent.Metainfo.Name == name)) is not null);
        return torrent!;
    }

    /// <summary>Lets it look a few times, before anything can have settled.</summary>
    private async Task LookAsync()
    {
        for (var looks = 0; looks < 3; looks++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await ManualTimeProvider.LetTasksRunAsync();
        }
    }

    /// <summary>Lets the watch's time pass until something holds.</summary>
    private Task AdvanceUntilAsync(Func<bool> condition) => Eventually.Is(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return condition();
    });
}
