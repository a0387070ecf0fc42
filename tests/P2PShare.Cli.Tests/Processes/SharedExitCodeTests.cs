using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>The codes of several things in one process, as a shell sees them.</summary>
public sealed class SharedExitCodeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public SharedExitCodeTests()
    {
        _folder.Write("a.txt", "hello");
        _folder.Write("a.torrent", Some.Torrent());
        _folder.Write("batch.yaml", "items: [ { create: a.txt, output: made.torrent }, { create: nowhere } ]");
        Directory.CreateDirectory(_folder["in"]);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("batch batch.yaml")]
    [InlineData("show a.torrent nowhere.torrent")]
    public async Task Some_of_several_that_failed_are_8(string line)
    {
        using var program = RunningProgram.Start(_folder, line.Split(' '));

        (await program.EndsAsync()).ShouldBe(ExitCode.SomeFailed, program.Error);
        program.Error.ShouldContain("nowhere");
    }

    [Theory]
    [InlineData("get a.torrent --bind 127.0.0.1 --port ")]
    [InlineData("watch in --bind 127.0.0.1 --port ")]
    [InlineData("tracker --udp none --http 127.0.0.1:")]
    public async Task A_port_that_another_has_is_9(string line)
    {
        await using var taken = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var program = RunningProgram.Start(_folder, $"{line}{taken.LocalEndPoint.Port}".Split(' '));

        (await program.EndsAsync()).ShouldBe(ExitCode.Network, program.Error);
        program.Error.ShouldContain("error: cannot");
    }

    [Fact]
    public async Task A_batch_that_is_stopped_is_7_and_the_same_command_goes_on()
    {
        _folder.Write("batch.yaml", "bind: 127.0.0.1\nitems: [ { create: a.txt, output: made.torrent }, { get: a.torrent, output: got } ]");
        using (var batch = RunningProgram.Start(_folder, "batch", "batch.yaml", "--json"))
        {
            await batch.PrintsAsync("\"downloading\"");
            await batch.PrintsAsync("\"created\"");
            batch.Signal("INT");
            (await batch.EndsAsync()).ShouldBe(ExitCode.Interrupted, batch.Error);
        }

        Directory.CreateDirectory(_folder["got"]);
        _folder.Write("got/a.txt", "hello");
        using var again = RunningProgram.Start(_folder, "batch", "batch.yaml", "--json");
        await again.PrintsAsync("\"seeding\"");
        await again.PrintsAsync("\"unchanged\"");
        again.Signal("INT");
        (await again.EndsAsync()).ShouldBe(ExitCode.Done, again.Error);
    }
}
