using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>What only a real process can show: signals and exit codes as a shell sees them.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public SignalTests() => _folder.Write("a.torrent", Some.Torrent("a.txt", "hello"));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_before_it_is_complete_ends_get_in_order_with_7(string signal)
    {
        using var get = RunningProgram.Start(_folder, "get", "a.torrent", "--bind", "127.0.0.1", "--json");
        await get.PrintsAsync("\"downloading\"");

        get.Signal(signal);

        (await get.EndsAsync()).ShouldBe(ExitCode.Interrupted, get.Error);
        get.Output.ShouldContain("\"event\":\"result\"");
        get.Output.ShouldContain("\"outcome\":\"interrupted\",\"code\":7");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_while_seeding_is_a_normal_end(string signal)
    {
        _folder.Write("a.txt", "hello");
        using var seed = RunningProgram.Start(_folder, "get", "a.torrent", "--bind", "127.0.0.1", "--json");
        await seed.PrintsAsync("\"seeding\"");

        seed.Signal(signal);

        (await seed.EndsAsync()).ShouldBe(ExitCode.Done, seed.Error);
        seed.Output.ShouldContain("\"outcome\":\"completed\",\"code\":0");
    }

    [Fact]
    public async Task A_second_signal_leaves_at_once()
    {
        // A tracker that takes calls and never answers, so that an orderly end takes its time.
        await using var tracker = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var get = RunningProgram.Start(_folder, "get", "a.torrent", "--bind", "127.0.0.1", "-t", $"http://{tracker.LocalEndPoint}/announce");
        await using var call = await Eventually.Completes(tracker.AcceptAsync(CancellationToken.None).AsTask());

        get.Signal("INT");
        await Eventually.Is(() => get.Error.Contains("Ctrl-C again leaves at once", StringComparison.Ordinal));
        get.Signal("INT");

        (await get.EndsAsync()).ShouldBe(ExitCode.Interrupted, get.Error);
        get.Error.ShouldNotContain("stopped before");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Signals_while_hashing_leave_no_part_of_a_torrent(int signals)
    {
        _folder.Write("trip/a.txt", "hello");
        using (var file = File.Create(_folder["trip/film.bin"]))
        {
            file.SetLength(64L << 30);
        }

        using var create = RunningProgram.Start(_folder, "create", "trip", "-o", "out/trip.torrent");
        await create.OpensAsync(_folder["trip/film.bin"]);
        for (var count = 0; count < signals; count++)
        {
            create.Signal("INT");
        }

        (await create.EndsAsync()).ShouldBe(ExitCode.Interrupted, create.Error);
        Directory.Exists(_folder["out"]).ShouldBeFalse();
        Directory.GetFiles(_folder["trip"]).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_tracker_ends_on_a_signal_with_0()
    {
        using var tracker = RunningProgram.Start(_folder, "tracker", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0");
        await tracker.PrintsAsync("listening udp://");

        tracker.Signal("TERM");

        (await tracker.EndsAsync()).ShouldBe(ExitCode.Done, tracker.Error);
    }

    [Fact]
    public async Task A_wrong_command_line_is_2_and_a_bad_torrent_3()
    {
        using var wrong = RunningProgram.Start(_folder, "gte", "a.torrent");
        using var bad = RunningProgram.Start(_folder, "show", "none.torrent");

        (await wrong.EndsAsync()).ShouldBe(ExitCode.Usage);
        (await bad.EndsAsync()).ShouldBe(ExitCode.BadInput);
    }
}
