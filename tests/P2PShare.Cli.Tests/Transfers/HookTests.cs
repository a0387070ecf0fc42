using P2PShare.Cli.Inputs;
using P2PShare.Cli.Transfers;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Transfers;

public sealed class HookTests : IDisposable
{
    private readonly TestApp _app = new();
    private readonly List<ProgramCall> _calls = [];

    public HookTests()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("a.txt"));
        _app.Folder.Write("b.torrent", Some.Torrent("b.txt"));
        WriteProgram("bin/hook", "exit 0");
        _app.Environment["PATH"] = $"relative:{_app.Folder["bin"]}";
        _app.RunProgram = (call, _, _) =>
        {
            lock (_calls)
            {
                _calls.Add(call);
            }

            return Task.FromResult(0);
        };
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_torrent_that_is_complete_is_told_once_to_the_command_and_in_variables_alone()
    {
        await GetAsync(TorrentOutcome.Completed, "a.torrent", "--on-complete", "hook --done 'it is' $P2PSHARE_TORRENT_NAME");

        var call = _calls.ShouldHaveSingleItem();
        call.Path.ShouldBe(_app.Folder["bin/hook"]);
        call.Arguments.ShouldBe(["--done", "it is", "$P2PSHARE_TORRENT_NAME"]);
        call.Directory.ShouldBe(_app.Folder.Path);
        call.Variables.ShouldBe(new Dictionary<string, string>
        {
            ["P2PSHARE_TORRENT_NAME"] = "a.txt",
            ["P2PSHARE_TORRENT_PATH"] = _app.Folder["a.txt"],
            ["P2PSHARE_TORRENT_INFO_HASH"] = Some.Metainfo("a.txt").InfoHashes.Key,
            ["P2PSHARE_TORRENT_OUTCOME"] = "completed",
            ["P2PSHARE_TORRENT_CODE"] = "0",
            ["P2PSHARE_TORRENT_BYTES"] = "5",
            ["P2PSHARE_TORRENT_ERROR"] = "",
            ["P2PSHARE_TORRENT_ARGUMENT"] = "a.torrent",
        }, ignoreOrder: true);
    }

    [Fact]
    public async Task No_escape_of_a_name_gets_into_a_variable()
    {
        _app.Folder.Write("\e[2J.torrent", Some.Torrent("\e[2J.txt"));

        await GetAsync(TorrentOutcome.GaveUp, "\e[2J.torrent", "--on-error", "hook");

        _calls.ShouldHaveSingleItem().Variables.Values.ShouldAllBe(value => !value.Contains('\e'));
        _calls[0].Variables["P2PSHARE_TORRENT_ARGUMENT"].ShouldBe(@"\x1b[2J.torrent");
    }

    [Fact]
    public async Task It_is_told_as_soon_as_it_is_complete_and_not_when_seeding_ends()
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => _app.Engine!.Tell(new EngineEvent.Completed(DateTimeOffset.UnixEpoch, torrent.Metainfo.InfoHashes)) };

        var running = _app.RunAsync("get", "a.torrent", "--on-complete", "hook");
        await Eventually.Is(() => _calls.Count == 1);

        running.IsCompleted.ShouldBeFalse();
        _app.Engine.Torrents.Single().WhenStopped = TorrentOutcome.Completed;
        _app.Signal();
        (await running).Code.ShouldBe(ExitCode.Done);
        _calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(TorrentOutcome.GaveUp, "gave_up", "5")]
    [InlineData(TorrentOutcome.StorageFailed, "storage_failed", "6")]
    public async Task A_torrent_that_failed_is_told_to_the_other_command(TorrentOutcome outcome, string name, string code)
    {
        await GetAsync(outcome, "a.torrent", "--on-complete", "hook complete", "--on-error", "hook error");

        var call = _calls.ShouldHaveSingleItem();
        call.Arguments.ShouldBe(["error"]);
        (call.Variables["P2PSHARE_TORRENT_OUTCOME"], call.Variables["P2PSHARE_TORRENT_CODE"]).ShouldBe((name, code));
        call.Variables["P2PSHARE_TORRENT_ERROR"].ShouldContain("because");
    }

    [Fact]
    public async Task So_is_one_that_could_not_be_read()
    {
        await GetAsync(TorrentOutcome.Completed, "nowhere.torrent", "--on-error", "hook");

        _calls.ShouldHaveSingleItem().Variables["P2PSHARE_TORRENT_ARGUMENT"].ShouldBe("nowhere.torrent");
    }

    [Fact]
    public async Task To_be_told_to_stop_is_no_error()
    {
        await GetAsync(TorrentOutcome.Interrupted, "a.torrent", "--on-complete", "hook", "--on-error", "hook");

        _calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_that_fails_is_a_warning_and_changes_nothing_else()
    {
        WriteProgram("fails", "echo \"$P2PSHARE_TORRENT_NAME $1\"; exit 3");
        _app.RunProgram = RealProgram.RunAsync;

        var run = await GetAsync(TorrentOutcome.Completed, "a.torrent", "--on-complete", "./fails '$(touch x); y'", "--json");

        run.Code.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("fails: a.txt $(touch x); y\n");
        var warning = run.Events.Single(line => line.GetProperty("event").GetString() == "warning");
        warning.GetProperty("message").GetString().ShouldBe("a.txt: `fails` of --on-complete failed with exit code 3");
        warning.GetProperty("info_hash").GetString().ShouldBe(Some.Metainfo("a.txt").InfoHashes.Key);
        run.Events[^1].GetProperty("event").GetString().ShouldBe("result");
        File.Exists(_app.Folder["x"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_command_that_cannot_be_started_is_a_warning_too()
    {
        _app.Folder.Write("bin/broken", "#!/nowhere/at/all\n");
        File.SetUnixFileMode(_app.Folder["bin/broken"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        _app.RunProgram = RealProgram.RunAsync;

        var run = await GetAsync(TorrentOutcome.Completed, "a.torrent", "--on-complete", "broken");

        run.Code.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("warning: a.txt: `broken` of --on-complete cannot be run");
    }

    [Fact]
    public async Task The_end_waits_for_commands_but_not_for_ever()
    {
        var time = new ManualTimeProvider();
        _app.Time = time;
        _app.RunProgram = async (_, _, kill) =>
        {
            await Task.Delay(Timeout.Infinite, kill);
            return 0;
        };

        var running = GetAsync(TorrentOutcome.Completed, "a.torrent", "--on-complete", "hook");
        await time.AdvanceUntilAsync(() => running.IsCompleted, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

        (await running).Error.ShouldContain("warning: a.txt: `hook` of --on-complete took longer than 1m00s after the end, and was ended");
    }

    [Theory]
    [InlineData("'hook", "a quote is not closed")]
    [InlineData("  ", "option `--on-complete` needs a command")]
    [InlineData("no-such-program-anywhere", "there is no such program")]
    [InlineData("./no-such-program", "there is no such program")]
    [InlineData("a.torrent", "there is no such program")]
    public async Task A_command_that_cannot_be_run_is_told_at_once(string command, string message)
    {
        var run = await _app.RunAsync("get", "a.torrent", "--on-complete", command);

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(message);
    }

    [Fact]
    public void A_program_is_never_taken_from_the_current_folder_by_its_bare_name()
    {
        WriteProgram("planted", "exit 0");
        WriteProgram("relative/planted", "exit 0");
        _app.Environment["PATH"] = $":.:relative:{_app.Folder["bin"]}";

        ProgramPath.Find(_app.Context(), "planted").ShouldBeNull();
        ProgramPath.Find(_app.Context(), "./planted").ShouldBe(_app.Folder["planted"]);
        ProgramPath.Find(_app.Context(), "hook").ShouldBe(_app.Folder["bin/hook"]);
    }

    private void WriteProgram(string path, string script)
    {
        _app.Folder.Write(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(_app.Folder[path], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private Task<TestApp.Run> GetAsync(TorrentOutcome outcome, params string[] arguments)
    {
        _app.Engine = new FakeEngine
        {
            WhenAdded = torrent =>
            {
                if (outcome == TorrentOutcome.Completed)
                {
                    _app.Engine!.Tell(new EngineEvent.Completed(DateTimeOffset.UnixEpoch, torrent.Metainfo.InfoHashes));
                }

                torrent.End(outcome, "because");
            },
        };
        return _app.RunAsync(["get", .. arguments]);
    }
}
