using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>A seed gives wrong blocks among right ones. The download must end right, and who lied, and nobody else, must be found out.</summary>
public sealed class LiarTests
{
    private const int OneIn = 50;
    private const int PieceLength = 128 * 1024;

    // Slow enough that the liar has to give more than a few runs of blocks, each with its lie.
    private const long HonestRate = 6 * 1024 * 1024;

    [Theory]
    [InlineData(TorrentFormat.V1, 1)]
    [InlineData(TorrentFormat.V1, 2)]
    [InlineData(TorrentFormat.V1, 3)]
    [InlineData(TorrentFormat.V2, 1)]
    [InlineData(TorrentFormat.V2, 2)]
    [InlineData(TorrentFormat.V2, 3)]
    [InlineData(TorrentFormat.Hybrid, 1)]
    public async Task The_download_ends_right_the_liar_is_banned_and_the_honest_seed_is_not(TorrentFormat format, int chance)
    {
        var torrent = TestTorrent.OfFile(format, PieceLength, 5_000_001);
        var disk = new LyingFileSystem(new PhysicalFileSystem(), OneIn, chance);
        await using var liar = await SeedAsync(torrent, options => options, disk);
        await using var honest = await SeedAsync(torrent, options => options with { MaxUploadRate = HonestRate });
        await using var leecher = await Node.StartAsync();
        disk.BeginToLie();

        var leeching = await leecher.AddAsync(torrent.Metainfo, liar.Address, honest.Address);
        await Eventually.Completes(leeching.Completion);

        leecher.Read(torrent.Metainfo, torrent.Files[0].Path).ShouldBe(torrent.Files[0].Content);
        disk.Told.ShouldBeGreaterThan(0);
        await Eventually.Is(() => leecher.Banned.Count > 0);
        leecher.Banned.Distinct().ShouldBe([liar.Address]);
        leeching.Snapshot().Wasted.ShouldBeInRange(1, 32L * PieceLength);
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_liar_that_alone_has_a_part_brings_nothing_wrong_about_and_what_is_known_is_told(TorrentFormat format)
    {
        var torrent = TestTorrent.OfFile(format, PieceLength, 2_000_001);
        var disk = new LyingFileSystem(new PhysicalFileSystem(), one: 2, seed: 1);
        await using var liar = await SeedAsync(torrent, options => options, disk);
        await using var honest = await Node.StartAsync();
        torrent.WriteTo(honest.ContentDirectory);
        await using (var half = File.OpenWrite(Path.Combine(honest.ContentDirectory, torrent.Files[0].Path)))
        {
            half.SetLength(1_000_000);
        }

        await honest.AddAsync(torrent.Metainfo, options => options with { SeedOnly = true });
        await using var leecher = await Node.StartAsync();
        disk.BeginToLie();

        var leeching = await leecher.AddAsync(
            torrent.Metainfo, options => options with { Peers = [liar.Address, honest.Address], Stop = new StopConditions { StallTimeout = TimeSpan.FromSeconds(3) } });
        var result = await Eventually.Completes(leeching.Ended);

        result.Outcome.ShouldBe(TorrentOutcome.GaveUp);
        leecher.Banned.Distinct().ShouldBe([liar.Address]);
        leecher.Told.OfType<EngineEvent.PieceFailed>().ShouldNotBeEmpty();
        leecher.Told.OfType<EngineEvent.Completed>().ShouldBeEmpty();
        var right = leecher.PiecesOnDisk(torrent).ToList();
        result.Snapshot.BytesDone.ShouldBe(right.Sum(piece => (long)torrent.Metainfo.Geometry.LengthOf(piece)));
        Enumerable.Range(0, 1_000_000 / PieceLength).ShouldBeSubsetOf(right, "the honest one had these");
    }

    private static async Task<Node> SeedAsync(TestTorrent torrent, Func<Engine.EngineOptions, Engine.EngineOptions> configure, IFileSystem? disk = null)
    {
        var node = await Node.StartAsync(configure, disk);
        torrent.WriteTo(node.ContentDirectory);
        var seeding = await node.AddAsync(torrent.Metainfo, options => options with { SeedOnly = true });
        await Eventually.Completes(seeding.Completion);
        return node;
    }
}
