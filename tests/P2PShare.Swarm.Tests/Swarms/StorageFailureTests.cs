using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

public sealed class StorageFailureTests
{
    [Fact]
    public async Task A_disk_that_keeps_nothing_ends_the_torrent_and_no_other()
    {
        var plan = new FaultPlan();
        plan.FailAll("lost.bin", failure: null, FileOperation.Flush);
        await using var node = await Node.StartAsync(files: new FaultyFileSystem(new PhysicalFileSystem(), plan));
        var lost = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_000, "lost.bin");
        var kept = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001, "kept.bin");
        var other = await node.AddAsync(kept.Metainfo);

        // Half of it is there: what is found is made durable while the rest is waited for.
        await File.WriteAllBytesAsync(Path.Combine(node.ContentDirectory, "lost.bin"), lost.Files[0].Content[..50_000]);
        var torrent = await node.AddAsync(lost.Metainfo);

        var result = await Eventually.Completes(torrent.Ended);
        result.Outcome.ShouldBe(TorrentOutcome.StorageFailed);
        result.Message.ShouldNotBeNull().ShouldContain("lost.bin");
        other.Ended.IsCompleted.ShouldBeFalse();
    }
}
