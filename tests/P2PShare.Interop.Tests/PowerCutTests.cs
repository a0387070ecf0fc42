using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>The program is ended without a word in the middle of its work, and told to go on.</summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const long PieceLength = 256 * 1024;

    // At this rate the twenty runs together do not get it all.
    private const string Rate = "1MiB";
    private const long ContentLength = 64 * 1024 * 1024 + 12345;
    private static readonly TimeSpan LongestWork = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_download_killed_twenty_times_ends_whole_and_little_was_fetched_twice()
    {
        using var folder = new TestFolder();
        await using var pair = new LoopbackPair(folder, output);
        var content = Content.MakeFile(folder.Make("source"), ContentLength);
        var seed = await pair.StartSeedAsync(content, "256KiB", TimeSpan.FromMinutes(3));
        var target = folder.Make("got");
        var random = new Random(7);

        for (var kill = 0; kill < Kills; kill++)
        {
            var get = pair.StartGet(target, ["--max-download", Rate]);
            await get.WaitForEventAsync("progress", static progress => progress.GetProperty("download_rate").GetInt64() > 0, pair.Token);
            await Task.Delay(LongestWork * random.NextDouble(), pair.Token);
            await get.KillAsync(pair.Token);
        }

        var (exitCode, last) = await pair.GetAsync(target, []);
        await seed.StopAsync();

        exitCode.ShouldBe(0);
        content.ShouldBeIn(target);
        var sent = LoopbackPair.Result(seed, "uploaded").GetInt64();
        output.WriteLine($"{sent - ContentLength} bytes were fetched twice over {Kills} kills");
        LoopbackPair.Result(last, "downloaded").GetInt64().ShouldBeLessThanOrEqualTo(sent, "totals are of all runs, less what a kill forgot");
        (sent - ContentLength).ShouldBeInRange(0, Kills * 2 * PieceLength);
    }
}
