using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Seeding until people have it.</summary>
public sealed class CopiesTests
{
    [Fact]
    public async Task A_seed_leaves_when_enough_others_had_all_of_it_though_they_left_again()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 500_000);
        await using var seed = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        var seeding = await seed.AddAsync(torrent.Metainfo, options => options with { Stop = new StopConditions { Copies = 2 } });

        await GetAndLeaveAsync(torrent, seed);
        seeding.Ended.IsCompleted.ShouldBeFalse();
        await GetAndLeaveAsync(torrent, seed);

        (await Eventually.Completes(seeding.Ended)).Outcome.ShouldBe(TorrentOutcome.Completed);
    }

    [Fact]
    public async Task Who_got_it_leaves_at_once_where_enough_others_have_it_already()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 500_000);
        await using var seed = await Node.StartAsync();
        await using var leech = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        await seed.AddAsync(torrent.Metainfo);

        var leeching = await leech.AddAsync(torrent.Metainfo, options => options with { Peers = [seed.Address], Stop = new StopConditions { Copies = 1 } });

        (await Eventually.Completes(leeching.Ended)).Outcome.ShouldBe(TorrentOutcome.Completed);
    }

    private static async Task GetAndLeaveAsync(TestTorrent torrent, Node seed)
    {
        await using var leech = await Node.StartAsync();
        var leeching = await leech.AddAsync(torrent.Metainfo, options => options with { Peers = [seed.Address], Stop = new StopConditions { WhenComplete = true } });
        (await Eventually.Completes(leeching.Ended)).Outcome.ShouldBe(TorrentOutcome.Completed);
    }
}
