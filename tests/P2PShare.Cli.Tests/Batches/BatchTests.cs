using System.Text.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Batches;

public sealed class BatchTests : IDisposable
{
    private readonly TestApp _app = new();

    public BatchTests()
    {
        _app.Folder.Write("albums/autumn/notes.txt", "leaves");
        _app.Folder.Write("albums/boats/notes.txt", "planks");
        _app.Folder.Write("a.torrent", Some.Torrent("a.txt"));
        _app.Folder.Write("b.torrent", Some.Torrent("b.txt"));
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Creates_what_is_listed_by_patterns_with_defaults_and_options_of_each_item()
    {
        var run = await BatchAsync("""
            defaults:
              tracker: http://all/announce
              create: { output: torrents/, no-date: yes }
            items:
              - create: albums/a*
                comment: 'For you: all'
              - create: [albums/boats]
                tracker: [http://one/announce, http://two/announce]
                piece_length: 32KiB
            """);

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        run.Events.Select(Text("event")).ShouldAllBe(kind => kind == "result");
        run.Events.Select(line => (Text("action")(line), Text("outcome")(line), Text("torrent")(line))).ShouldBe(
            [("create", "created", "albums/autumn"), ("create", "created", "albums/boats")], ignoreOrder: true);
        var autumn = await ShowAsync("torrents/autumn.torrent");
        (Text("comment")(autumn), autumn.GetProperty("creation_date").ValueKind, autumn.GetProperty("trackers").ToString())
            .ShouldBe(("For you: all", JsonValueKind.Null, """[["http://all/announce"]]"""));
        var boats = await ShowAsync("torrents/boats.torrent");
        (boats.GetProperty("piece_length").GetInt32(), boats.GetProperty("trackers").ToString())
            .ShouldBe((32 * 1024, """[["http://one/announce"],["http://two/announce"]]"""));
    }

    [Fact]
    public async Task What_was_created_before_is_recognised_without_reading_its_content_again()
    {
        const string Manifest = "{ items: [ { create: albums/*, output: torrents/, tracker: http://t/announce } ] }";
        foreach (var file in Directory.EnumerateFiles(_app.Folder["albums"], "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(-1));
        }

        await BatchAsync(Manifest);

        // Other bytes of the same length and time: who reads them sees it.
        var time = File.GetLastWriteTimeUtc(_app.Folder["albums/boats/notes.txt"]);
        _app.Folder.Write("albums/boats/notes.txt", "PLANKS");
        File.SetLastWriteTimeUtc(_app.Folder["albums/boats/notes.txt"], time);
        var again = await BatchAsync(Manifest);

        again.Code.ShouldBe(ExitCode.Done, again.Error);
        again.Events.Select(Text("outcome")).ShouldBe(["unchanged", "unchanged"]);
    }

    [Theory]
    [InlineData("touch", "unchanged", 0)]
    [InlineData("change", "not_started", 3)]
    [InlineData("more", "not_started", 3)]
    [InlineData("options", "not_started", 3)]
    [InlineData("force", "created", 0)]
    public async Task What_has_changed_since_is_looked_at_and_replaced_only_by_force(string what, string outcome, int code)
    {
        await BatchAsync("items: [ { create: albums/boats } ]");
        _app.Folder.Write("albums/boats/notes.txt", what is "change" or "force" ? "sails!" : "planks");
        if (what == "more")
        {
            _app.Folder.Write("albums/boats/more.txt", "");
        }

        var again = await BatchAsync($"items: [ {{ create: albums/boats, comment: '{(what == "options" ? "new" : "")}', force: {(what == "force" ? "true" : "false")} }} ]".Replace(", comment: ''", "", StringComparison.Ordinal));

        ((int)again.Code).ShouldBe(code, again.Error);
        Text("outcome")(again.Events[^1]).ShouldBe(outcome);
        (again.ErrorKind ?? "output-exists").ShouldBe("output-exists");
    }

    [Fact]
    public async Task Items_that_fail_keep_no_other_from_being_done_and_are_named()
    {
        var run = await BatchAsync("items: [ { create: nowhere }, { create: albums/* , output: t/ }, { get: missing.torrent } ]");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.Events.Where(line => Text("event")(line) == "result").Select(Text("outcome")).Order(StringComparer.Ordinal)
            .ShouldBe(["created", "created", "not_started", "not_started"]);
        run.Error.ShouldContain("2 of 4 items failed: `nowhere`, `missing.torrent`");
    }

    [Fact]
    public async Task Where_all_fail_alike_it_is_their_own_code() =>
        (await BatchAsync("items: [ { create: nowhere }, { get: missing.torrent } ]")).Code.ShouldBe(ExitCode.BadInput);

    [Fact]
    public async Task Gets_and_seeds_share_one_engine_and_keep_options_of_their_own()
    {
        _app.Folder.Write("b.txt", "hello");
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        var run = await BatchAsync("""
            port: 4711
            max_upload: 1MiB
            defaults: { get: { output: got, peer: '192.0.2.1:1' } }
            items:
              - get: a.torrent
                seed_ratio: 2
              - seed: b.torrent
                seed_time: 1h
            """);

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        (_app.Engine.Options!.Port, _app.Engine.Options.MaxUploadRate).ShouldBe((4711, 1024 * 1024L));
        var (a, b) = (_app.Engine.Torrents.Single(torrent => torrent.Metainfo.Name == "a.txt").Options, _app.Engine.Torrents.Single(torrent => torrent.Metainfo.Name == "b.txt").Options);
        (a.SeedOnly, a.ContentDirectory, a.Stop.Ratio, a.Peers.Count).ShouldBe((false, _app.Folder["got"], (double?)2, 1));
        (b.SeedOnly, b.RequireComplete, b.ContentDirectory, b.Stop.SeedTime, b.Peers.Count).ShouldBe((true, true, _app.Folder.Path, (TimeSpan?)TimeSpan.FromHours(1), 0));
        run.Events.Where(line => Text("event")(line) == "result").Select(Text("action")).Order(StringComparer.Ordinal).ShouldBe(["get", "seed"]);
    }

    [Fact]
    public async Task No_more_are_got_at_a_time_than_asked_for_and_those_that_seed_do_not_count()
    {
        string[] names = [.. Enumerable.Range(0, 5).Select(number => $"n{number}.txt")];
        foreach (var name in names)
        {
            _app.Folder.Write($"many/{name}.torrent", Some.Torrent(name));
        }

        var engine = _app.Engine = new FakeEngine();
        var running = BatchAsync("{ jobs: 2, items: [ { get: many/*.torrent } ] }");
        for (var complete = 0; complete < names.Length; complete++)
        {
            await Eventually.Is(() => engine.Torrents.Count >= Math.Min(complete + 2, names.Length));
            engine.Torrents.Count.ShouldBe(Math.Min(complete + 2, names.Length));
            var torrent = engine.Torrents.ElementAt(complete);
            torrent.WhenStopped = TorrentOutcome.Completed;
            engine.Tell(new EngineEvent.Completed(DateTimeOffset.UnixEpoch, torrent.Metainfo.InfoHashes));
        }

        running.IsCompleted.ShouldBeFalse();
        _app.Signal();
        (await running).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_batch_that_is_stopped_says_what_became_of_each_item()
    {
        var engine = _app.Engine = new FakeEngine();
        var running = BatchAsync("{ jobs: 1, items: [ { get: [a.torrent, b.torrent] }, { create: nowhere } ] }");
        await Eventually.Is(() => engine.Torrents.Count == 1);

        _app.Signal();
        var run = await running;

        run.Code.ShouldBe(ExitCode.Interrupted);
        run.Events.Where(line => Text("event")(line) == "result").Select(line => (Text("torrent")(line), Text("outcome")(line)))
            .ShouldBe([("a.torrent", "interrupted"), ("b.torrent", "not_started"), ("nowhere", "not_started")]);
        run.Error.ShouldNotContain("b.torrent");
    }

    [Fact]
    public async Task What_is_typed_wins_over_the_manifest_and_the_manifest_over_the_environment()
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };
        _app.Environment["P2PSHARE_PORT"] = "3";
        _app.Environment["P2PSHARE_MAX_UPLOAD"] = "3KiB";
        _app.Environment["P2PSHARE_MAX_DOWNLOAD"] = "3KiB";

        await BatchAsync("{ port: 2, max_upload: 2KiB, items: [ { get: a.torrent } ] }", "--port", "1");

        var options = _app.Engine.Options!;
        (options.Port, options.MaxUploadRate, options.MaxDownloadRate).ShouldBe((1, 2048L, 3072L));
    }

    [Fact]
    public async Task Paths_start_at_the_manifest()
    {
        _app.Folder.Write("albums/here.yaml", "items: [ { create: boats, output: ../torrents/ } ]");

        (await _app.RunAsync("batch", "albums/here.yaml")).Code.ShouldBe(ExitCode.Done);

        File.Exists(_app.Folder["torrents/boats.torrent"]).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_created_may_be_seeded_at_once()
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        var run = await BatchAsync("items: [ { create: albums/*, output: torrents/, seed: true } ]");

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        run.Events.Where(line => Text("event")(line) == "result").Select(Text("action")).Order(StringComparer.Ordinal).ShouldBe(["create", "create", "seed", "seed"]);
        _app.Engine.Torrents.ShouldAllBe(torrent => torrent.Options.SeedOnly && torrent.Options.ContentDirectory == _app.Folder["albums"]);
    }

    [Fact]
    public async Task Commands_of_the_users_own_are_run_for_what_is_created_got_and_failed()
    {
        var calls = new List<ProgramCall>();
        _app.RunProgram = (call, _, _) =>
        {
            lock (calls)
            {
                calls.Add(call);
            }

            return Task.FromResult(call.Variables["P2PSHARE_TORRENT_OUTCOME"] == "created" ? 3 : 0);
        };
        _app.Folder.Write("hook", "");
        File.SetUnixFileMode(_app.Folder["hook"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(torrent.Metainfo.Name == "a.txt" ? TorrentOutcome.Completed : TorrentOutcome.GaveUp) };

        var run = await BatchAsync("{ on_complete: ./hook done, on_error: ./hook failed, items: [ { create: albums/boats }, { get: [a.torrent, b.torrent, missing] } ] }");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        calls.Select(call => (call.Arguments[0], call.Variables["P2PSHARE_TORRENT_ARGUMENT"], call.Variables["P2PSHARE_TORRENT_OUTCOME"])).ShouldBe(
            [("done", "albums/boats", "created"), ("done", "a.torrent", "completed"), ("failed", "b.torrent", "gave_up"), ("failed", "missing", "not_started")],
            ignoreOrder: true);
        calls.Single(call => call.Variables["P2PSHARE_TORRENT_OUTCOME"] == "created").Variables["P2PSHARE_TORRENT_PATH"].ShouldBe(_app.Folder["boats.torrent"]);
        run.Events.Single(line => Text("event")(line) == "warning").GetProperty("message").GetString().ShouldBe("boats: `hook` of --on-complete failed with exit code 3");
    }

    [Fact]
    public async Task Where_there_is_nothing_to_get_or_seed_nothing_is_listened_on()
    {
        _app.Engine = new FakeEngine { CannotListen = new Net.Transport.NetException("in use") };

        (await BatchAsync("items: [ { create: albums/boats } ]")).Code.ShouldBe(ExitCode.Done);
        (await BatchAsync("items: [ { get: a.torrent } ]")).Code.ShouldBe(ExitCode.Network);
    }

    [Fact]
    public async Task A_thousand_are_created_in_one_batch_and_recognised_in_the_next()
    {
        for (var number = 0; number < 1000; number++)
        {
            _app.Folder.Write($"many/{number}.txt", $"number {number}");
        }

        var run = await BatchAsync("{ jobs: 16, items: [ { create: many/*, output: torrents/ } ] }");
        var again = await BatchAsync("{ jobs: 16, items: [ { create: many/*, output: torrents/ } ] }");

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        run.Events.Count(line => Text("outcome")(line) == "created").ShouldBe(1000);
        again.Events.Count(line => Text("outcome")(line) == "unchanged").ShouldBe(1000);
        Directory.GetFiles(_app.Folder["torrents"]).Length.ShouldBe(1000);
    }

    private static Func<JsonElement, string?> Text(string name) => line => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private Task<TestApp.Run> BatchAsync(string manifest, params string[] more)
    {
        _app.Folder.Write("manifest.yaml", manifest);
        return _app.RunAsync(["batch", "manifest.yaml", "--json", .. more]);
    }

    private async Task<JsonElement> ShowAsync(string torrent) => (await _app.RunAsync("show", torrent, "--json")).Json;
}
