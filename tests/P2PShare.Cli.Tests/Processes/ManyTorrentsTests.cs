using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>Many torrents in one process, with nothing replaced.</summary>
public sealed class ManyTorrentsTests : IDisposable
{
    private const int Count = 200;

    private readonly TestApp _friend = new();
    private readonly TestApp _seeder = new();

    public void Dispose()
    {
        _friend.Dispose();
        _seeder.Dispose();
    }

    [Fact]
    public async Task Two_hundred_torrents_are_got_from_one_process_by_another()
    {
        for (var number = 0; number < Count; number++)
        {
            _seeder.Folder.WriteRandom($"things/{number:000}.bin", 20_000 + number, number);
        }

        (await _seeder.RunAsync("create", "things/*", "-o", _friend.Folder["torrents/"], "-q")).Code.ShouldBe(ExitCode.Done);
        var seeding = _seeder.RunAsync("seed", "things/*", "--bind", "127.0.0.1", "--json");
        var port = (await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32();

        var got = await _friend.RunAsync(
            "get", "torrents/*.torrent", "-o", "got", "--bind", "127.0.0.1", "--peer", $"127.0.0.1:{port}", "--no-seed", "--stall-timeout", "50s", "--json");

        got.Code.ShouldBe(ExitCode.Done, got.Error);
        got.Events.Count(line => line.GetProperty("event").GetString() == "result").ShouldBe(Count);
        for (var number = 0; number < Count; number++)
        {
            File.ReadAllBytes(_friend.Folder[$"got/{number:000}.bin"]).ShouldBe(File.ReadAllBytes(_seeder.Folder[$"things/{number:000}.bin"]));
        }

        _seeder.Signal();
        (await seeding).Code.ShouldBe(ExitCode.Done);
    }
}
