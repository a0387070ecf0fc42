using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Transfers;

public sealed class GetTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2030, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly TestApp _app = new() { Time = new ManualTimeProvider() };

    public GetTests()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("a.txt"));
        _app.Folder.Write("trip.torrent", Some.Folder("trip", ("a/1.jpg", 1), ("a/2.txt", 2), ("b/3.jpg", 3), ("4.txt", 4)));
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Peers_are_looked_for_everywhere_unless_told_otherwise()
    {
        await AddedAsync("get", "a.torrent");

        _app.Engine!.Options!.DhtRouters.ShouldBe(DhtOptions.PublicRouters);
        (_app.Engine.Options.PeerExchange, _app.Engine.Options.LocalDiscovery).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("--dht-bootstrap", "none", true)]
    [InlineData("--no-dht", null, false)]
    public async Task The_DHT_can_be_joined_by_nobody_or_not_at_all(string option, string? value, bool isOn)
    {
        await AddedAsync(["get", "a.torrent", option, .. value is null ? Array.Empty<string>() : [value]]);

        (_app.Engine!.Options!.DhtRouters?.Count).ShouldBe(isOn ? 0 : null);
    }

    [Fact]
    public async Task Every_option_reaches_the_engine()
    {
        var torrent = await AddedAsync(
            "get", "a.torrent", "-o", "out", "--sequential", "-d", "2MiB", "-u", "1MiB", "--seed-ratio", "1.5", "--seed-time", "1h", "--idle-time", "10m",
            "--until-copies", "3", "--no-seed", "--timeout", "1d", "--stall-timeout", "90s", "--port", "6881", "--bind", "127.0.0.1",
            "--peer", "192.0.2.1:1", "--peer", "[2001:db8::1]:2", "-t", "http://t/announce", "--max-peers", "300",
            "--dht-bootstrap", "192.0.2.9:6881", "--dht-bootstrap", "[2001:db8::9]:2", "--no-pex", "--no-lsd", "--state-dir", "st");

        torrent.Options.ShouldBe(new TorrentOptions
        {
            ContentDirectory = _app.Folder["out"],
            Sequential = true,
            MaxSessions = 300,
            Trackers = torrent.Options.Trackers,
            Peers = torrent.Options.Peers,
            Stop = new StopConditions
            {
                WhenComplete = true,
                Ratio = 1.5,
                SeedTime = TimeSpan.FromHours(1),
                IdleTime = TimeSpan.FromMinutes(10),
                Copies = 3,
                Timeout = TimeSpan.FromDays(1),
                StallTimeout = TimeSpan.FromSeconds(90),
            },
        });
        torrent.Options.Trackers.ShouldHaveSingleItem().ShouldBe(["http://t/announce"]);
        torrent.Options.Peers.ShouldBe([IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("[2001:db8::1]:2")]);
        _app.Engine!.Options.ShouldBe(new P2PShare.Engine.EngineOptions
        {
            StateDirectory = _app.Folder["st"],
            MaxDownloadRate = 2 << 20,
            MaxUploadRate = 1 << 20,
            Port = 6881,
            BindAddress = IPAddress.Loopback,
            MaxSessions = 300,
            DhtRouters = _app.Engine.Options!.DhtRouters,
            PeerExchange = false,
            LocalDiscovery = false,
        });
        _app.Engine.Options.DhtRouters.ShouldBe([new DhtRouter("192.0.2.9", 6881), new DhtRouter("2001:db8::9", 2)]);
    }

    [Fact]
    public async Task Without_options_it_gets_into_the_current_folder_and_never_stops_by_itself()
    {
        var torrent = await AddedAsync("get", "a.torrent");

        torrent.Options.ShouldBe(new TorrentOptions { ContentDirectory = _app.Folder.Path, Peers = torrent.Options.Peers });
        torrent.Options.Peers.ShouldBeEmpty();
        _app.Engine!.Options!.StateDirectory.ShouldBe(_app.Folder["state/p2pshare"]);
    }

    [Theory]
    [InlineData(new[] { 0, 2 }, "*.jpg")]
    [InlineData(new[] { 0, 1 }, "a")]
    [InlineData(new[] { 0, 1 }, "a/")]
    [InlineData(new[] { 0 }, "a/*.jpg")]
    [InlineData(new[] { 2 }, "b/3.jpg")]
    [InlineData(new[] { 3 }, "/*.txt")]
    [InlineData(new[] { 0, 2, 3 }, "1,3-9")]
    [InlineData(new[] { 0, 3 }, "1", "4.txt")]
    public async Task Selects_files_by_number_and_by_pattern(int[] wanted, params string[] selections)
    {
        var torrent = await AddedAsync(["get", "trip.torrent", .. selections.SelectMany(selection => (string[])["--select", selection])]);

        torrent.Options.SelectedFiles.ShouldNotBeNull().Order().ShouldBe(wanted);
    }

    [Theory]
    [InlineData("*.png")]
    [InlineData("7")]
    [InlineData("0")]
    [InlineData("*.JPG")]
    public async Task A_selection_of_nothing_is_an_error(string selection)
    {
        var run = await _app.RunAsync("get", "trip.torrent", "--select", selection, "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe("nothing-selected");
    }

    [Fact]
    public async Task Lists_files_with_their_numbers_and_gets_nothing()
    {
        var run = await _app.RunAsync("get", "trip.torrent", "--list");

        run.Code.ShouldBe(ExitCode.Done);
        run.Output.ShouldBeApprovedAs("get-list");
        (await _app.RunAsync("get", "trip.torrent", "--list", "--json")).Json.GetProperty("files").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Tells_scripts_everything_that_happens()
    {
        var hash = Some.Metainfo().InfoHashes;
        _app.Engine = new FakeEngine
        {
            WhenAdded = torrent =>
            {
                foreach (var fact in (EngineEvent[])[
                    new EngineEvent.Checking(Noon, hash),
                    new EngineEvent.Downloading(Noon, hash, 1, 5),
                    new EngineEvent.TrackerAnswered(Noon, hash, "http://a/announce", TrackerStatus.Ok, null, 3),
                    new EngineEvent.PieceFailed(Noon, hash, 7),
                    new EngineEvent.PeerBanned(Noon, hash, IPEndPoint.Parse("192.0.2.1:1"), "it sent bad data"),
                    new EngineEvent.Warning(Noon, null, "something"),
                    new EngineEvent.Completed(Noon, hash),
                    new EngineEvent.Seeding(Noon, hash),
                    new EngineEvent.Stopped(Noon, hash, TorrentOutcome.Completed, null)])
                {
                    _app.Engine!.Tell(fact);
                }

                torrent.Looks = Busy(torrent.Looks);
                torrent.End(TorrentOutcome.Completed);
            },
        };

        var run = await _app.RunAsync("get", "a.torrent", "--json");

        run.Error.ShouldBe("");
        // What the engine tells and what is counted come from two sides: each kind once is what matters here.
        string.Join('\n', run.Output.Replace(_app.Folder.Path, "DIR", StringComparison.Ordinal).Split('\n').DistinctBy(Kind).OrderBy(Kind, StringComparer.Ordinal))
            .ShouldBeApprovedAs("get-events");

        static string Kind(string line) => line.Length == 0 ? "~" : line.Split('"')[3];
    }

    [Fact]
    public async Task Shows_progress_each_second_while_it_goes_on()
    {
        _app.Engine = new FakeEngine();
        var time = (ManualTimeProvider)_app.Time;

        var running = _app.RunAsync("get", "a.torrent", "--json");
        await time.AdvanceUntilAsync(() => _app.Output.ToString().Split("\"progress\"").Length > 3, TimeSpan.FromSeconds(1));
        _app.Signal();

        (await running).Code.ShouldBe(ExitCode.Interrupted);
    }

    [Fact]
    public async Task Prints_a_plain_line_now_and_then_where_there_is_no_terminal()
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.Looks = Busy(torrent.Looks) };
        var time = (ManualTimeProvider)_app.Time;

        var running = _app.RunAsync("get", "a.torrent");
        await time.AdvanceUntilAsync(() => _app.Error.ToString().Contains("downloading 60.0%", StringComparison.Ordinal), TimeSpan.FromSeconds(1));
        _app.Signal();

        var run = await running;
        run.Error.ShouldContain("a.txt: downloading 60.0% (3B of 5B), ↓ 2B/s ↑ 1B/s, 1.0s left, 4 peers (1 seed), ratio 0.50");
        run.Error.ShouldNotContain("\e");
    }

    [Fact]
    public async Task Names_a_torrent_even_in_what_is_told_while_it_is_added()
    {
        _app.Engine = new FakeEngine
        {
            WhenAdded = torrent =>
            {
                _app.Engine!.Tell(new EngineEvent.Checking(Noon, torrent.Metainfo.InfoHashes));
                Eventually.Is(() => _app.Error.ToString().Contains("a.txt: checking what is there", StringComparison.Ordinal)).GetAwaiter().GetResult();
                torrent.End(TorrentOutcome.Completed);
            },
        };

        (await _app.RunAsync("get", "a.torrent")).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Is_silent_when_asked_but_for_the_result()
    {
        _app.Engine = new FakeEngine
        {
            WhenAdded = torrent =>
            {
                _app.Engine!.Tell(new EngineEvent.Warning(Noon, null, "something"));
                torrent.End(TorrentOutcome.Completed);
            },
        };

        var run = await _app.RunAsync("get", "a.torrent", "--quiet");

        run.Error.ShouldBe("");
        run.Output.ShouldStartWith(_app.Folder["a.txt"] + ": ");
    }

    [Fact]
    public async Task Draws_a_block_on_a_terminal_and_no_name_gets_through_raw()
    {
        _app.Terminal = new TerminalFacts(ErrorIsTerminal: true, () => (160, 25));
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.Looks = Busy(torrent.Looks) with { Name = "[red]\e]0;x\a\u202e[/]" } };
        var time = (ManualTimeProvider)_app.Time;

        var running = _app.RunAsync("get", "a.torrent");
        await time.AdvanceUntilAsync(() => _app.Error.ToString().Contains("━━━", StringComparison.Ordinal), TimeSpan.FromSeconds(1));
        _app.Signal();

        var run = await running;
        run.Error.ShouldContain(@"[red]\x1b]0;x\x07\u{202e}[/]");
        run.Error.ShouldContain("stopping: telling trackers and peers, saving; Ctrl-C again leaves at once");
        run.Error.ShouldNotContain("\e]");
        run.Error.ShouldNotContain("\a");
        run.Error.ShouldNotContain("\u202e");
    }

    [Fact]
    public async Task A_link_is_searched_for_and_then_got()
    {
        var metainfo = MetainfoReader.Read(Some.Folder("trip", ("a/1.jpg", 1), ("b.txt", 2)));
        _app.Engine = new FakeEngine
        {
            WhenSearched = search => search.Find(metainfo),
            WhenAdded = torrent => torrent.End(TorrentOutcome.Completed),
        };

        var run = await _app.RunAsync("get", $"magnet:?xt=urn:btih:{metainfo.InfoHashes.V1}&so=1", "--json", "--no-seed");

        run.Code.ShouldBe(ExitCode.Done);
        run.Events.Select(line => line.GetProperty("event").GetString()).ShouldBe(["listening", "added", "metadata", "progress", "result"]);
        var torrent = _app.Engine.Torrents.ShouldHaveSingleItem();
        torrent.Metainfo.ShouldBeSameAs(metainfo);
        torrent.Options.SelectedFiles.ShouldBe([1]);
    }

    [Fact]
    public async Task What_was_not_reached_when_the_end_was_asked_for_is_interrupted_as_the_others()
    {
        _app.Engine = new FakeEngine { WhenAdded = _ => _app.Signal() };

        var run = await _app.RunAsync("get", "a.torrent", "trip.torrent", "--json");

        run.Code.ShouldBe(ExitCode.Interrupted, run.Output);
        _app.Engine.Torrents.Count.ShouldBe(1);
        run.Events.Where(line => line.GetProperty("event").GetString() == "result").Select(line => line.GetProperty("code").GetInt32()).ShouldBe([7, 7]);
    }

    [Fact]
    public async Task A_link_to_what_the_state_folder_keeps_adds_its_trackers()
    {
        var metainfo = MetainfoReader.Read(Some.Torrent(outside: $"8:announce{Some.Text("http://a/announce")}"));
        _app.Engine = new FakeEngine { Saved = metainfo, WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        await _app.RunAsync("get", $"magnet:?xt=urn:btih:{metainfo.InfoHashes.V1}&tr=http://a/announce&tr=http://b/announce", "--no-seed");

        _app.Engine.Torrents.ShouldHaveSingleItem().Metainfo.Trackers.ShouldBe([["http://a/announce"], ["http://b/announce"]]);
    }

    [Theory]
    [InlineData("--stall-timeout", "30s")]
    [InlineData("--stall-timeout", "30s", "--timeout", "1h")]
    [InlineData("--timeout", "30s", "--stall-timeout", "1h")]
    public async Task A_link_that_nobody_knows_is_one_result_among_others(params string[] patience)
    {
        var time = (ManualTimeProvider)_app.Time;
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        var running = _app.RunAsync(["get", "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a&dn=lost", "a.torrent", "--json", "--no-seed", .. patience]);
        await time.AdvanceUntilAsync(() => running.IsCompleted, TimeSpan.FromSeconds(1));
        var run = await running;

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.Output.ShouldContain("\"state\":\"fetching_metadata\"");
        run.Output.ShouldContain("gave up on `lost`: no peer was found in 30s");
    }

    [Fact]
    public async Task The_torrent_of_a_link_that_is_here_already_is_named_as_that()
    {
        var metainfo = MetainfoReader.Read(File.ReadAllBytes(_app.Folder["a.torrent"]));
        _app.Engine = new FakeEngine
        {
            WhenSearched = search => search.Find(metainfo),
            WhenAdded = torrent => torrent.End(TorrentOutcome.Completed),
        };

        var run = await _app.RunAsync("get", "a.torrent", metainfo.InfoHashes.Key, "--json", "--no-seed");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.Output.ShouldContain("the same torrent was given before");
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public async Task Does_not_draw_where_the_user_does_not_want_it(string variable, string value)
    {
        _app.Environment[variable] = value;
        _app.Terminal = new TerminalFacts(ErrorIsTerminal: true, () => (120, 25));

        await AddedAsync("get", "a.torrent");

        _app.Error.ToString().ShouldNotContain("\e");
    }

    [Fact]
    public async Task A_peer_that_cannot_be_found_is_a_warning()
    {
        var torrent = await AddedAsync("get", "a.torrent", "--peer", "friend.example:1");

        torrent.Options.Peers.ShouldBeEmpty();
        _app.Error.ToString().ShouldContain("warning: peer `friend.example:1` cannot be found: no such host: friend.example");
    }

    private static TorrentSnapshot Busy(TorrentSnapshot looks) => looks with
    {
        BytesDone = 3,
        Downloaded = 4,
        Uploaded = 2,
        DownloadRate = 2,
        UploadRate = 1,
        Peers = 4,
        Seeds = 1,
        Eta = TimeSpan.FromSeconds(1),
        Ratio = 0.5,
        Elapsed = TimeSpan.FromSeconds(12.3456),
    };

    private async Task<FakeTorrent> AddedAsync(params string[] arguments)
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };
        var run = await _app.RunAsync(arguments);
        run.Code.ShouldBe(ExitCode.Done, run.Error);
        return _app.Engine.Torrents.ShouldHaveSingleItem();
    }
}
