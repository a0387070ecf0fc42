using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

public sealed class CheckTimeoutTests
{
    private static readonly StopConditions Soon = new() { Timeout = TimeSpan.FromMilliseconds(1), WhenComplete = true };

    [Fact]
    public async Task Time_runs_out_while_content_is_still_being_checked()
    {
        var plan = new FaultPlan();
        var goOn = new TaskCompletionSource();
        plan.Hold("slow.bin", goOn.Task, FileOperation.Read);
        await using var node = await Node.StartAsync(files: new FaultyFileSystem(new PhysicalFileSystem(), plan));
        var slow = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_000, "slow.bin");
        var absent = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001, "absent.bin");
        slow.WriteTo(node.ContentDirectory);
        var checking = await node.AddAsync(slow.Metainfo, options => options with { Stop = Soon });
        var waiting = await node.AddAsync(absent.Metainfo, options => options with { Stop = Soon });

        // Once the one behind it has been looked at, so has the one that is being checked.
        (await Eventually.Completes(waiting.Ended)).Outcome.ShouldBe(TorrentOutcome.GaveUp);
        goOn.SetResult();

        (await Eventually.Completes(checking.Ended)).Outcome.ShouldBe(TorrentOutcome.GaveUp);
    }
}
