using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>The socket by which others reach a process, in state folders that make it hard.</summary>
public sealed class ControlSocketTests : IDisposable
{
    private const string Unreachable = "cannot reach this process";

    private readonly TemporaryDirectory _folder = new();

    public ControlSocketTests() => _folder.Write("a.torrent", Some.Torrent("a.txt", "hello"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_state_folder_with_a_path_too_long_for_a_socket_does_as_well()
    {
        var state = _folder[$"{new string('s', 200)}/{new string('t', 200)}"];
        using var get = RunningProgram.Start(_folder, "get", "a.torrent", "--bind", "127.0.0.1", "--json", "--state-dir", state);
        await get.PrintsAsync("\"downloading\"");

        using var stop = RunningProgram.Start(_folder, "stop", "--state-dir", state);

        (await stop.EndsAsync()).ShouldBe(ExitCode.Done, stop.Error);
        (await get.EndsAsync()).ShouldBe(ExitCode.Interrupted, get.Error);
        get.Error.ShouldNotContain(Unreachable);
    }

    [Theory]
    [InlineData("mkdir state; touch state/control", "state")]
    [InlineData("export TMPDIR=/nowhere", "a-name-that-is-long-enough-to-leave-no-room-for-the-socket-in-an-address-of-the-system-which-takes-a-hundred-bytes")]
    public async Task A_socket_that_cannot_be_made_is_said_and_the_transfer_goes_on(string before, string state)
    {
        _folder.Write("a.txt", "hello");

        using var get = RunningProgram.StartShell(_folder, $"{before}; p2pshare get a.torrent --bind 127.0.0.1 --no-seed --state-dir {state}");

        (await get.EndsAsync()).ShouldBe(ExitCode.Done, get.Error);
        get.Error.ShouldContain($"warning: `p2pshare why`, `status`, `pause`, `limit` and `stop` {Unreachable}: ");
        get.Output.ShouldContain("a.txt: ");
    }
}
