using System.Text;
using P2PShare.Cli.Control;
using P2PShare.Cli.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Control;

/// <summary>A run is asked and steered by other commands that have its state folder.</summary>
public sealed class RunningTests : IAsyncLifetime
{
    private readonly TestApp _running = new() { Engine = new FakeEngine() };
    private readonly TestApp _asking = new();
    private Task<TestApp.Run> _run = null!;

    private FakeTorrent[] Torrents => [.. _running.Engine!.Torrents];

    private string State => Path.Combine(_running.Folder["state"], "p2pshare");

    public async Task InitializeAsync()
    {
        _asking.Environment["XDG_STATE_HOME"] = _running.Folder["state"];
        _running.Folder.Write("a.torrent", Some.Torrent("a.txt"));
        _running.Folder.Write("b.torrent", Some.Torrent("b\u001b[2J.txt"));
        _run = _running.RunAsync("get", "a.torrent", "b.torrent", "--no-dht", "--no-lsd");
        await Eventually.Is(() => Torrents.Length == 2 && new ControlFolder(State).Sockets().Count == 1);
        await Eventually.Is(() => _asking.RunAsync("status", "--json").GetAwaiter().GetResult().Json.GetArrayLength() == 2);
    }

    public async Task DisposeAsync()
    {
        _running.Signal();
        await _run;
        _running.Dispose();
        _asking.Dispose();
    }

    [Fact]
    public async Task Status_tells_how_each_is()
    {
        Torrents[0].Looks = Torrents[0].Looks with { BytesDone = 2, Peers = 3, DownloadRate = 1000 };
        Torrents[0].Limits.MaxUploadRate = 2048;

        var json = (await _asking.RunAsync("status", "--json")).Json[0];
        var text = await _asking.RunAsync("status");

        (json.GetProperty("name").GetString(), json.GetProperty("state").GetString()).ShouldBe(("a.txt", "downloading"));
        json.GetProperty("pid").GetInt32().ShouldBe(Environment.ProcessId);
        json.GetProperty("info_hash").GetString().ShouldBe(Torrents[0].Metainfo.InfoHashes.Key);
        (json.GetProperty("bytes_done").GetInt64(), json.GetProperty("peers").GetInt32(), json.GetProperty("max_upload_rate").GetInt64()).ShouldBe((2, 3, 2048));
        text.Output.ShouldContain("a.txt: downloading");
        text.Output.ShouldContain("2KiB/s up");
        text.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Why_tells_what_holds_each_up_and_what_to_do()
    {
        Torrents[0].Facts = Torrents[0].Facts with { Peers = new PeerFacts { Connected = 3, Known = 12, Interesting = 3 } };
        Torrents[1].Facts = Torrents[1].Facts with { Sources = [new SourceReport(SourceKind.Tracker, SourceOutcome.Failed) { Url = "http://t/announce", Message = "refused" }] };

        var run = await _asking.RunAsync("why", "--json");
        var text = (await _asking.RunAsync("why")).Output;

        run.Json.EnumerateArray().Select(torrent => torrent.GetProperty("why").GetString()).ShouldBe(["choked", "no_peers"]);
        run.Json[0].GetProperty("peers").GetProperty("interesting").GetInt32().ShouldBe(3);
        run.Json[1].GetProperty("sources")[0].GetProperty("message").GetString().ShouldBe("refused");
        run.Json[1].GetProperty("name").GetString().ShouldBe("b_[2J.txt");
        text.ShouldContain("a.txt: ");
        text.ShouldContain("http://t/announce: refused");
        text.ShouldContain("--peer HOST:PORT");
    }

    [Fact]
    public async Task Pause_and_resume_reach_all_or_those_that_are_named()
    {
        await _asking.RunAsync("pause", "a.txt");
        Torrents.Select(torrent => torrent.Looks.State).ShouldBe([TorrentState.Paused, TorrentState.Downloading]);

        (await _asking.RunAsync("pause", "--json")).Json[1].GetProperty("state").GetString().ShouldBe("paused");
        await _asking.RunAsync("resume");
        Torrents.Select(torrent => torrent.Looks.State).ShouldBe([TorrentState.Downloading, TorrentState.Downloading]);
    }

    [Fact]
    public async Task Limits_are_of_all_together_or_of_one()
    {
        await _asking.RunAsync("limit", "-d", "2KiB", "-u", "1KiB");
        await _asking.RunAsync("limit", "-d", "512", Torrents[1].Metainfo.InfoHashes.Key[..6]);

        (_running.Engine!.Limits.MaxDownloadRate, _running.Engine.Limits.MaxUploadRate).ShouldBe((2048, 1024));
        (Torrents[0].Limits.MaxDownloadRate, Torrents[1].Limits.MaxDownloadRate).ShouldBe((0, 512));

        await _asking.RunAsync("limit", "-d", "none");
        (_running.Engine.Limits.MaxDownloadRate, _running.Engine.Limits.MaxUploadRate).ShouldBe((0, 1024));
        (await _asking.RunAsync("limit")).Code.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Stop_ends_one_or_the_whole_run()
    {
        (await _asking.RunAsync("stop", "a.txt")).Code.ShouldBe(ExitCode.Done);
        await Eventually.Completes(Torrents[0].Ended);
        _run.IsCompleted.ShouldBeFalse();

        (await _asking.RunAsync("stop")).Code.ShouldBe(ExitCode.Done);

        (await Eventually.Completes(_run)).Code.ShouldBe(ExitCode.Interrupted);
        new ControlFolder(State).Sockets().ShouldBeEmpty();
        var after = await _asking.RunAsync("status", "--json");
        (after.Code, after.ErrorKind).ShouldBe((ExitCode.BadInput, "nothing-runs"));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("magnet")]
    [InlineData("hash")]
    [InlineData("prefix")]
    [InlineData("name")]
    public async Task A_torrent_may_be_named_in_many_ways(string how)
    {
        _asking.Folder.Write("a.torrent", Some.Torrent("a.txt"));
        var hash = Torrents[0].Metainfo.InfoHashes.Key;
        var argument = how switch
        {
            "file" => "a.torrent",
            "magnet" => $"magnet:?xt=urn:btih:{hash}",
            "hash" => hash.ToUpperInvariant(),
            "prefix" => hash[..6].ToUpperInvariant(),
            _ => "a.txt",
        };

        var run = await _asking.RunAsync("status", "--json", argument);

        run.Json.EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("a.txt");
    }

    [Fact]
    public async Task What_nobody_runs_is_an_error_for_itself_alone()
    {
        var one = await _asking.RunAsync("status", "--json", "nothing");
        var some = await _asking.RunAsync("status", "--json", "a.txt", "nothing");

        (one.Code, one.ErrorKind).ShouldBe((ExitCode.BadInput, "torrent-not-running"));
        some.Code.ShouldBe(ExitCode.SomeFailed);
        some.Json.GetArrayLength().ShouldBe(1);
        some.Error.ShouldContain("`nothing`");

        var none = await _asking.RunAsync("status", "--json", "nothing", Torrents[0].Metainfo.InfoHashes.Key[..5]);
        (none.Code, none.Output).ShouldBe((ExitCode.BadInput, "[]\n"));
    }

    [Fact]
    public async Task The_beginning_of_a_hash_means_one_torrent_in_whatever_processes()
    {
        RunningDocument[] running = [Running(1, '1'), Running(2, '1'), Running(2, '2')];
        var choice = new TorrentChoice(_asking.Context(), running);

        (await choice.FindAsync("aabbcc1", CancellationToken.None)).ShouldBe(running[..2]);
        (await Should.ThrowAsync<CommandException>(choice.FindAsync("aabbcc", CancellationToken.None))).Error.Kind.ShouldBe("torrent-ambiguous");

        static RunningDocument Running(int process, char digit) => new(process, "aabbcc" + new string(digit, 34), null, "name", TorrentState.Downloading);
    }

    [Fact]
    public async Task Whoever_asks_for_the_end_is_answered_though_it_comes_at_once()
    {
        using var state = new TemporaryDirectory();
        var run = new EndingRun();
        run.Server = ControlServer.TryOpen(state.Path, new ControlDesk(run, Environment.ProcessId), TimeProvider.System, _ => { });

        (await new ControlClient(state.Path).AskAllAsync(new ControlRequest(ControlVerb.Stop), CancellationToken.None)).ShouldHaveSingleItem();

        await run.Ended;
    }

    [Fact]
    public async Task No_more_is_read_than_a_line_may_be_long()
    {
        using var endless = new MemoryStream(new byte[100_000]);

        (await ControlLine.ReadAsync(endless, 1000, CliJson.Default.ControlRequest, CancellationToken.None)).ShouldBeNull();

        endless.Position.ShouldBeLessThan(10_000);
    }

    [Fact]
    public void Only_the_user_may_open_the_socket()
    {
        if (!OperatingSystem.IsWindows())
        {
            var folder = new ControlFolder(State);
            File.GetUnixFileMode(folder.FullPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.GetUnixFileMode(folder.Sockets()[0].Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

            File.SetUnixFileMode(folder.FullPath, UnixFileMode.UserRead | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            folder.Prepare(1);
            File.GetUnixFileMode(folder.FullPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task What_a_dead_process_left_is_taken_away()
    {
        var dead = new ControlFolder(State).SocketOf(1);
        await File.WriteAllBytesAsync(dead, []);

        (await _asking.RunAsync("status", "--json")).Json.GetArrayLength().ShouldBe(2);

        File.Exists(dead).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{\"verb\":\"no such\"}\n")]
    [InlineData("{\"verb\":\"limit\",\"max_download_rate\":-1}\n")]
    [InlineData("null\n")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n")]
    [InlineData("too long")]
    public async Task Nonsense_closes_the_connection_and_changes_nothing(string said)
    {
        await using var stream = await LocalSockets.ConnectAsync(new ControlFolder(State).Sockets()[0].Path, CancellationToken.None);
        var bytes = said == "too long" ? new byte[ControlServer.MaxRequestLength + 8192] : Encoding.UTF8.GetBytes(said);
        try
        {
            await stream!.WriteAsync(bytes);
            (await Eventually.Completes(stream.ReadAsync(new byte[10]).AsTask())).ShouldBe(0);
        }
        catch (IOException)
        {
            // Closed while it was still being said.
        }

        (await _asking.RunAsync("status", "--json")).Json.GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Who_says_nothing_keeps_nobody_else_from_being_answered()
    {
        var path = new ControlFolder(State).Sockets()[0].Path;
        await using var silent = await LocalSockets.ConnectAsync(path, CancellationToken.None);

        // More than are listened to at once.
        for (var times = 0; times < 10; times++)
        {
            (await _asking.RunAsync("status", "--json")).Json.GetArrayLength().ShouldBe(2);
        }
    }

    /// <summary>A run that has ended before it says so.</summary>
    private sealed class EndingRun : ITransferControl
    {
        public ControlServer? Server { get; set; }

        public Task Ended { get; private set; } = Task.CompletedTask;

        public IReadOnlyList<TransferSlot> Slots => [];

        public RateLimits Limits { get; } = new(TimeProvider.System);

        public void Stop() => Ended = Server!.DisposeAsync().AsTask();
    }
}
