using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Transfers;

public sealed class OutcomeTests : IDisposable
{
    private readonly TestApp _app = new();

    public OutcomeTests()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("a.txt"));
        _app.Folder.Write("b.torrent", Some.Torrent("b.txt"));
        _app.Folder.Write("c.torrent", Some.Torrent("c.txt"));
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(TorrentOutcome.Completed, (int)ExitCode.Done, "completed", null)]
    [InlineData(TorrentOutcome.Interrupted, (int)ExitCode.Interrupted, "interrupted", "interrupted")]
    [InlineData(TorrentOutcome.GaveUp, (int)ExitCode.GaveUp, "gave_up", "gave-up")]
    [InlineData(TorrentOutcome.StorageFailed, (int)ExitCode.Storage, "storage_failed", "storage-failed")]
    [InlineData(TorrentOutcome.Incomplete, (int)ExitCode.Mismatch, "incomplete", "content-missing")]
    [InlineData(TorrentOutcome.Failed, (int)ExitCode.Unexpected, "failed", "unexpected")]
    public async Task Each_outcome_has_its_exit_code(TorrentOutcome ends, int code, string outcome, string? kind)
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(ends, "because") };

        var run = await _app.RunAsync("get", "a.torrent", "--json");

        ((int)run.Code).ShouldBe(code);
        run.ErrorKind.ShouldBe(kind);
        var result = run.Events[^1];
        result.GetProperty("event").GetString().ShouldBe("result");
        result.GetProperty("outcome").GetString().ShouldBe(outcome);
        result.GetProperty("code").GetInt32().ShouldBe(code);
        _app.Engine.IsDisposed.ShouldBeTrue();
    }

    [Theory]
    [InlineData((int)ExitCode.Done, TorrentOutcome.Completed, TorrentOutcome.Completed)]
    [InlineData((int)ExitCode.SomeFailed, TorrentOutcome.Completed, TorrentOutcome.GaveUp)]
    [InlineData((int)ExitCode.GaveUp, TorrentOutcome.GaveUp, TorrentOutcome.GaveUp)]
    [InlineData((int)ExitCode.SomeFailed, TorrentOutcome.StorageFailed, TorrentOutcome.GaveUp)]
    [InlineData((int)ExitCode.Interrupted, TorrentOutcome.Completed, TorrentOutcome.Interrupted)]
    [InlineData((int)ExitCode.SomeFailed, TorrentOutcome.GaveUp, TorrentOutcome.Interrupted)]
    public async Task Several_outcomes_are_one_exit_code(int code, TorrentOutcome first, TorrentOutcome second)
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(torrent.Metainfo.Name == "a.txt" ? first : second) };

        var run = await _app.RunAsync("get", "a.torrent", "b.torrent", "--json");

        ((int)run.Code).ShouldBe(code);
        run.Events.Count(line => line.GetProperty("event").GetString() == "result").ShouldBe(2);
    }

    [Fact]
    public async Task One_torrent_that_cannot_be_read_does_not_keep_the_others_from_being_got()
    {
        _app.Folder.Write("bad.torrent", "<html>");
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        var run = await _app.RunAsync("get", "bad.torrent", "a.torrent", "--json");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.ErrorKind.ShouldBe("torrent-unreadable");
        run.Events.Where(line => line.GetProperty("event").GetString() == "result")
            .Select(line => (line.GetProperty("torrent").GetString(), line.GetProperty("code").GetInt32()))
            .ShouldBe([("bad.torrent", 3), ("a.torrent", 0)]);
    }

    [Theory]
    [InlineData("get")]
    [InlineData("seed")]
    public async Task One_torrent_alone_that_cannot_be_read_has_its_result_too(string command)
    {
        _app.Folder.Write("bad.torrent", "<html>");

        var run = await _app.RunAsync(command, "bad.torrent", "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Events.Select(line => line.GetProperty("event").GetString()).ShouldBe(["error", "result"]);
        run.Events[1].GetProperty("code").GetInt32().ShouldBe(3);
        run.Events.ShouldAllBe(line => line.GetProperty("time").GetDateTime().Kind == DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_torrent_given_twice_runs_once_and_the_second_is_an_error()
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };

        var run = await _app.RunAsync("get", "a.torrent", "./a.torrent", "--json");

        run.ErrorKind.ShouldBe("torrent-duplicate");
        _app.Engine.Torrents.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_network_failure()
    {
        _app.Engine = new FakeEngine { CannotListen = new NetException("permission denied") };

        var run = await _app.RunAsync("get", "a.torrent", "--json");

        run.Code.ShouldBe(ExitCode.Network);
        run.ErrorKind.ShouldBe("cannot-bind");
        run.Error.ShouldContain("port 0 takes any free one");
    }

    [Fact]
    public async Task What_ends_all_torrents_is_the_result_of_each_and_is_told_once()
    {
        _app.Engine = new FakeEngine { CannotListen = new NetException("permission denied") };

        var run = await _app.RunAsync("get", "a.torrent", "b.torrent", "--json");

        run.Code.ShouldBe(ExitCode.Network);
        run.Events.Where(line => line.GetProperty("event").GetString() == "result")
            .Select(line => (line.GetProperty("torrent").GetString(), line.GetProperty("code").GetInt32()))
            .ShouldBe([("a.torrent", 9), ("b.torrent", 9)]);
        run.Events.ShouldAllBe(line => line.GetProperty("time").ValueKind == System.Text.Json.JsonValueKind.String);
        run.Error.Split("permission denied").Length.ShouldBe(2);
        (await _app.RunAsync("get", "a.torrent", "b.torrent")).Error.Split("permission denied").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Torrents_that_were_not_reached_when_a_signal_came_have_their_results()
    {
        _app.Engine = new FakeEngine();
        _app.Signal();

        var run = await _app.RunAsync("get", "a.torrent", "b.torrent", "--json");

        run.Code.ShouldBe(ExitCode.Interrupted);
        run.Events.Count(line => line.GetProperty("event").GetString() == "result").ShouldBe(2);
    }

    [Fact]
    public async Task Seeding_a_part_until_a_signal_is_done_as_asked()
    {
        _app.Engine = new FakeEngine { WhenAdded = _ => _app.Signal() };

        (await _app.RunAsync("seed", "a.torrent", "--partial")).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_bug_says_how_to_report_it_and_shows_no_trace_unless_asked()
    {
        _app.Engine = new FakeEngine { WhenAdded = _ => throw new FormatException("oops") };

        var run = await _app.RunAsync("get", "a.torrent");
        var traced = await _app.RunAsync("get", "a.torrent", "-vv");

        run.Code.ShouldBe(ExitCode.Unexpected);
        run.Error.ShouldEndWith("error: unexpected failure: FormatException: oops\nhint: This is a bug in p2pshare. Please report it with the command line and what `-vv` prints.\n");
        traced.Error.ShouldContain("   at P2PShare.Cli.");
    }

    [Theory]
    [InlineData("seed", "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a")]
    [InlineData("verify", "c12fe1c06bba254a9dc9f519b335aa7c1367a88a")]
    public async Task A_link_alone_is_refused_with_a_way_out_where_the_content_has_to_be_known(string command, string link)
    {
        var run = await _app.RunAsync(command, link, "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe("metadata-missing");
        run.Error.ShouldContain("ask for the .torrent file itself");
    }

    [Fact]
    public void One_code_of_many_is_told_in_one_place()
    {
        ExitCodes.Combine([]).ShouldBe(ExitCode.Done);
        ExitCodes.Combine([ExitCode.BadInput, ExitCode.BadInput]).ShouldBe(ExitCode.BadInput);
        ExitCodes.Combine([ExitCode.Done, ExitCode.BadInput]).ShouldBe(ExitCode.SomeFailed);
        ExitCodes.Combine([ExitCode.Done, ExitCode.Done, ExitCode.Interrupted]).ShouldBe(ExitCode.Interrupted);
    }
}
