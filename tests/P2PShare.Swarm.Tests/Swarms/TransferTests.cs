using System.Net;
using P2PShare.Engine;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

public sealed class TransferTests
{
    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_leecher_gets_a_file_from_a_seed(TorrentFormat format) =>
        await TransferAsync(TestTorrent.OfFile(format, 64 * 1024, 3_000_001));

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_leecher_gets_a_folder_from_a_seed(TorrentFormat format) =>
        await TransferAsync(TestTorrent.OfFolder(format, 32 * 1024, 100_000, 0, 1, 16_384, 32_768, 500_001, 20_000));

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task Pieces_larger_than_the_memory_for_them_come_over(TorrentFormat format) =>
        await TransferAsync(TestTorrent.OfFolder(format, 2 * 1024 * 1024, 5_000_000, 70_000, 0, 3_000_001), options => options with { BlockMemory = 1024 * 1024 });

    [IPv6Fact]
    public async Task A_leecher_gets_a_file_over_IPv6()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 1_000_000);
        await using var seed = await Node.StartAsync(options => options with { BindAddress = IPAddress.IPv6Loopback });
        await using var leech = await Node.StartAsync(options => options with { BindAddress = IPAddress.IPv6Loopback });
        torrent.WriteTo(seed.ContentDirectory);
        await seed.AddAsync(torrent.Metainfo);

        var leeching = await leech.AddAsync(torrent.Metainfo, seed.Address);
        await Eventually.Completes(leeching.Completion);

        seed.Address.Address.ShouldBe(IPAddress.IPv6Loopback);
        leech.Read(torrent.Metainfo, "content.bin").ShouldBe(torrent.Space);
    }

    [Fact]
    public async Task A_process_seeds_one_torrent_while_it_leeches_another_from_the_same_peer()
    {
        var first = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 1_000_000, "first.bin");
        var second = TestTorrent.OfFile(TorrentFormat.V2, 64 * 1024, 1_100_000, "second.bin");
        await using var left = await Node.StartAsync();
        await using var right = await Node.StartAsync();
        first.WriteTo(left.ContentDirectory);
        second.WriteTo(right.ContentDirectory);

        var torrents = await Task.WhenAll(
            left.AddAsync(first.Metainfo, right.Address),
            left.AddAsync(second.Metainfo, right.Address),
            right.AddAsync(first.Metainfo, left.Address),
            right.AddAsync(second.Metainfo, left.Address));
        await Eventually.Completes(Task.WhenAll(torrents.Select(torrent => torrent.Completion)));

        right.Read(first.Metainfo, "first.bin").ShouldBe(first.Space);
        left.Read(second.Metainfo, "second.bin").ShouldBe(second.Space);
    }

    [Fact]
    public async Task A_second_run_finds_what_the_first_left()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 1_000_000);
        await using var node = await Node.StartAsync();
        torrent.WriteTo(node.ContentDirectory);
        var first = await node.AddAsync(torrent.Metainfo);
        await Eventually.Completes(first.Completion);
        (await Eventually.Completes(first.StopAsync())).Outcome.ShouldBe(TorrentOutcome.Completed);

        var second = await node.AddAsync(torrent.Metainfo, options => options with { SeedOnly = true, RequireComplete = true });

        await Eventually.Completes(second.Completion);
        second.Snapshot().State.ShouldBe(TorrentState.Seeding);
    }

    [Fact]
    public async Task Ratio_counts_what_was_given_in_the_runs_before()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 1_000_000);
        await using var seed = await Node.StartAsync();
        await using var leech = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        var first = await seed.AddAsync(torrent.Metainfo);
        await Eventually.Completes((await leech.AddAsync(torrent.Metainfo, seed.Address)).Completion);
        (await Eventually.Completes(first.StopAsync())).Snapshot.Ratio.ShouldBe(1, tolerance: 0.1);

        var second = await seed.AddAsync(torrent.Metainfo, options => options with { Stop = new StopConditions { Ratio = 0.9 } });

        var result = await Eventually.Completes(second.Ended);
        result.Outcome.ShouldBe(TorrentOutcome.Completed);
        result.Snapshot.Uploaded.ShouldBeInRange(1_000_000, 1_100_000);
    }

    [Fact]
    public async Task Seeding_what_is_not_there_ends_at_once()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 1_000_000);
        await using var node = await Node.StartAsync();

        var added = await node.AddAsync(torrent.Metainfo, options => options with { SeedOnly = true, RequireComplete = true });

        (await Eventually.Completes(added.Ended)).Outcome.ShouldBe(TorrentOutcome.Incomplete);
    }

    private static async Task TransferAsync(TestTorrent torrent, Func<EngineOptions, EngineOptions>? configure = null)
    {
        await using var seed = await Node.StartAsync();
        await using var leech = await Node.StartAsync(configure);
        torrent.WriteTo(seed.ContentDirectory);
        var seeding = await seed.AddAsync(torrent.Metainfo);
        await Eventually.Completes(seeding.Completion);

        var leeching = await leech.AddAsync(torrent.Metainfo, options => options with { Peers = [seed.Address], Stop = new StopConditions { WhenComplete = true } });
        var result = await Eventually.Completes(leeching.Ended);

        result.Outcome.ShouldBe(TorrentOutcome.Completed);
        result.Snapshot.Downloaded.ShouldBeInRange(torrent.Metainfo.TotalLength, torrent.Metainfo.TotalLength + (torrent.Metainfo.Files.Count * 16 * 1024));
        result.Peers.Sum(static peer => peer.Downloaded).ShouldBe(result.Snapshot.Downloaded);
        foreach (var (path, content) in torrent.Files)
        {
            leech.Read(torrent.Metainfo, path).ShouldBe(content);
        }
    }
}
