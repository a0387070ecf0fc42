using System.Net;
using P2PShare.Net.Transport;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>The whole way with nothing replaced: created, tracked, seeded, got and verified on this machine's loopback.</summary>
public sealed class LoopbackTests : IDisposable
{
    private readonly TestApp _friend = new();
    private readonly TestApp _seeder = new();
    private readonly TestApp _tracker = new();

    public LoopbackTests()
    {
        _seeder.Folder.WriteRandom("trip/film.bin", 3_000_000);
        _seeder.Folder.Write("trip/день 1/notes.txt", "hello");
        _seeder.Folder.Write("trip/empty", "");
    }

    public void Dispose()
    {
        _friend.Dispose();
        _seeder.Dispose();
        _tracker.Dispose();
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public async Task A_folder_reaches_a_friend_through_our_tracker(string format)
    {
        var tracking = _tracker.RunAsync("tracker", "--http", "127.0.0.1:0", "--udp", "none", "--json");
        var url = (await _tracker.PrintsEventAsync("listening", tracking)).GetProperty("urls")[0].GetString()!;
        (await _seeder.RunAsync("create", "trip", "--format", format, "-t", url, "-o", _friend.Folder["trip.torrent"])).Code.ShouldBe(ExitCode.Done);
        var seeding = _seeder.RunAsync("seed", _friend.Folder["trip.torrent"], "--bind", "127.0.0.1", "--json");
        await _seeder.PrintsEventAsync("tracker", seeding);

        var got = await _friend.RunAsync("get", "trip.torrent", "-o", "got", "--bind", "127.0.0.1", "--no-seed", "--stall-timeout", "50s", "--json");

        got.Code.ShouldBe(ExitCode.Done, got.Error + got.Output);
        (await _friend.RunAsync("verify", "trip.torrent", "got")).Code.ShouldBe(ExitCode.Done);
        File.Exists(_friend.Folder["got/trip/empty"]).ShouldBeTrue();
        File.ReadAllText(_friend.Folder["got/trip/день 1/notes.txt"]).ShouldBe("hello");
        _seeder.Signal();
        (await seeding).Code.ShouldBe(ExitCode.Done);
        _tracker.Signal();
        (await tracking).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_plain_path_is_shared_with_a_friend_who_is_told_the_address()
    {
        var seeding = _seeder.RunAsync("seed", "trip", "--bind", "127.0.0.1", "--json");
        await _seeder.PrintsEventAsync("seeding", seeding);
        var port = (await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32();
        await _friend.RunAsync("create", _seeder.Folder["trip"], "-o", "trip.torrent");

        var got = await _friend.RunAsync(
            "get", "trip.torrent", "--select", "*.txt", "--bind", "127.0.0.1", "--peer", $"127.0.0.1:{port}", "--no-seed", "--stall-timeout", "50s", "--json");

        got.Code.ShouldBe(ExitCode.Done, got.Error + got.Output);
        File.ReadAllText(_friend.Folder["trip/день 1/notes.txt"]).ShouldBe("hello");
        _seeder.Signal();
        (await seeding).Code.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("v1", "trip 10:00")]
    [InlineData("hybrid", "trip 10:00")]
    [InlineData("v2", "trip 10:00")]
    [InlineData("v1", "trip 10:00/aux.c")]
    public async Task Content_whose_names_are_made_safe_for_others_is_verified_and_seeded_where_its_maker_has_it(string format, string shared)
    {
        _seeder.Folder.WriteRandom("trip 10:00/aux.c", 50_000, 1);
        _seeder.Folder.WriteRandom("trip 10:00/Notes", 50_000, 2);
        _seeder.Folder.WriteRandom("trip 10:00/notes", 50_000, 3);
        (await _seeder.RunAsync("create", shared, "--format", format, "-o", "made.torrent")).Code.ShouldBe(ExitCode.Done);
        (await _seeder.RunAsync("verify", "made.torrent", shared.Contains('/') ? "trip 10:00" : ".")).Code.ShouldBe(ExitCode.Done);
        (await _seeder.RunAsync("verify", "made.torrent", shared)).Code.ShouldBe(ExitCode.Done);
        var seeding = _seeder.RunAsync("seed", "made.torrent", "--data", shared, "--bind", "127.0.0.1", "--json");
        await _seeder.PrintsEventAsync("seeding", seeding);
        var port = (await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32();

        var got = await _friend.RunAsync(
            "get", _seeder.Folder["made.torrent"], "-o", "got", "--bind", "127.0.0.1", "--peer", $"127.0.0.1:{port}", "--no-seed", "--stall-timeout", "50s", "--json");

        got.Code.ShouldBe(ExitCode.Done, got.Error + got.Output);
        Directory.EnumerateFileSystemEntries(_friend.Folder["got"], "*", SearchOption.AllDirectories)
            .ShouldAllBe(path => !path.Contains(':') && Path.GetFileName(path) != "aux.c");
        (await _friend.RunAsync("verify", _seeder.Folder["made.torrent"], "got")).Code.ShouldBe(ExitCode.Done);
        _seeder.Signal();
        var seeded = await seeding;
        seeded.Code.ShouldBe(ExitCode.Done);
        seeded.Output.ShouldContain(_seeder.Folder[shared]);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Content_that_has_rotted_is_repaired(string format)
    {
        (await _seeder.RunAsync("create", "trip", "--format", format, "-l", "16KiB", "-o", _friend.Folder["trip.torrent"])).Code.ShouldBe(ExitCode.Done);
        var seeding = _seeder.RunAsync("seed", _friend.Folder["trip.torrent"], "--bind", "127.0.0.1", "--json");
        await _seeder.PrintsEventAsync("seeding", seeding);
        string[] whereFrom = ["--bind", "127.0.0.1", "--peer", $"127.0.0.1:{(await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32()}", "--stall-timeout", "50s"];
        (await _friend.RunAsync(["get", "trip.torrent", "--no-seed", .. whereFrom])).Code.ShouldBe(ExitCode.Done);
        File.Delete(_friend.Folder["trip/день 1/notes.txt"]);

        // Bits that change by themselves leave a file's time as it was.
        var film = _friend.Folder["trip/film.bin"];
        var time = File.GetLastWriteTimeUtc(film);
        var bytes = File.ReadAllBytes(film);
        bytes[1_000_000] ^= 1;
        File.WriteAllBytes(film, bytes);
        File.SetLastWriteTimeUtc(film, time);

        var run = await _friend.RunAsync(["verify", "trip.torrent", "--repair", "--json", .. whereFrom]);

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        run.Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        run.Error.ShouldMatch(@"corrupt +\S+ of \S+  film\.bin");
        File.ReadAllBytes(film).ShouldBe(File.ReadAllBytes(_seeder.Folder["trip/film.bin"]));
        _seeder.Signal();
        await seeding;
    }

    [Fact]
    public async Task A_repair_that_finds_nobody_gives_up_with_5_and_reports_all_the_same()
    {
        _friend.Folder.Write("a.torrent", Some.Torrent());

        var run = await _friend.RunAsync("verify", "a.torrent", "--repair", "--bind", "127.0.0.1", "--timeout", "1s", "--json");

        run.Code.ShouldBe(ExitCode.GaveUp, run.Error);
        run.Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        run.Error.ShouldContain("error: gave up on `a.txt`");
    }

    [Theory]
    [InlineData("/announce/0f1e2d3c4b5a69788796a5b4c3d2e1f0", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", true)]
    [InlineData("/announce/0f1e2d3c4b5a69788796a5b4c3d2e1f0", "0f1e2d3c4b5a69788796a5b4c3d2e1f0", false)]
    [InlineData("/announce?passkey=opensesame", "opensesame", true)]
    public async Task A_passkey_is_in_nothing_that_is_printed_or_logged(string path, string passkey, bool isPrivate)
    {
        // Whoever takes the call and hangs up is a tracker that fails.
        await using var tracker = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var url = $"http://{tracker.LocalEndPoint}{path}";
        _friend.Folder.Write("a.torrent", Some.Torrent(outside: $"8:announce{Some.Text(url)}", inside: isPrivate ? "7:privatei1e" : ""));
        var running = _friend.RunAsync("get", "a.torrent", "--bind", "127.0.0.1", "-vv", "--json", "--log-file", "run.log");
        var calls = HangUpAsync(tracker);
        await _friend.PrintsEventAsync("tracker", running);

        _friend.Signal();
        var run = await running;

        run.Output.ShouldContain("/announce");
        (run.Output + run.Error + File.ReadAllText(_friend.Folder["run.log"])).ShouldNotContain(passkey, Case.Insensitive);
        await tracker.DisposeAsync();
        await calls;
    }

    private static async Task HangUpAsync(IConnectionListener listener)
    {
        while (await listener.AcceptAsync(CancellationToken.None) is { } call)
        {
            await call.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_anybody_to_give_it_get_gives_up_with_5()
    {
        _friend.Folder.Write("a.torrent", Some.Torrent());

        var run = await _friend.RunAsync("get", "a.torrent", "--bind", "127.0.0.1", "--timeout", "1s", "--json");

        run.Code.ShouldBe(ExitCode.GaveUp);
        run.ErrorKind.ShouldBe("gave-up");
    }

    [Fact]
    public async Task Content_that_is_not_all_there_is_not_seeded()
    {
        await _seeder.RunAsync("create", "trip");
        File.Delete(_seeder.Folder["trip/film.bin"]);

        var run = await _seeder.RunAsync("seed", "trip.torrent", "--bind", "127.0.0.1", "--json");

        run.Code.ShouldBe(ExitCode.Mismatch, run.Output);
        run.ErrorKind.ShouldBe("content-missing");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_storage_failure()
    {
        _friend.Folder.Write("a.torrent", Some.Torrent());
        _friend.Folder.Write("occupied", "");
        _seeder.Folder.Write("a.txt", "hello");
        var seeding = _seeder.RunAsync("seed", _friend.Folder["a.torrent"], "--bind", "127.0.0.1", "--json");
        await _seeder.PrintsEventAsync("seeding", seeding);
        var port = (await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32();

        var run = await _friend.RunAsync("get", "a.torrent", "-o", "occupied/below", "--bind", "127.0.0.1", "--peer", $"127.0.0.1:{port}", "--timeout", "50s", "--json");

        run.Code.ShouldBe(ExitCode.Storage, run.Output);
        run.ErrorKind.ShouldBe("storage-failed");
        _seeder.Signal();
        await seeding;
    }

    [Fact]
    public async Task A_port_that_is_taken_is_9()
    {
        _friend.Folder.Write("a.torrent", Some.Torrent());
        await using var taken = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));

        var run = await _friend.RunAsync("get", "a.torrent", "--bind", "127.0.0.1", "--port", $"{taken.LocalEndPoint.Port}", "--json");

        run.Code.ShouldBe(ExitCode.Network);
        run.Error.ShouldContain($"cannot listen on {taken.LocalEndPoint}: address already in use");
        run.ErrorKind.ShouldBe("cannot-bind");
    }
}
