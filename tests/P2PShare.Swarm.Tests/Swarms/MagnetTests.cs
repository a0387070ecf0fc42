using P2PShare.Engine.Metadata;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Only an info-hash and a peer are known: the rest comes from the peer. BEP 9, 52.</summary>
public sealed class MagnetTests
{
    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_torrent_is_found_by_its_hash_and_got(TorrentFormat format)
    {
        var torrent = await SharedContent.MakeAsync(TestTorrent.OfFolder(format, 16 * 1024, 1_000_000, 0, 1, 16_384, 40_000));
        await using var seed = await SeedAsync(torrent);
        await using var leech = await Node.StartAsync();

        var search = leech.Engine.Search(new MagnetLink { InfoHashes = torrent.Metainfo.InfoHashes }, new MetadataOptions { Peers = [seed.Address] });
        var found = await Eventually.Completes(search.Ended);

        found.ShouldNotBeNull();
        found.Metainfo.InfoBytes.ToArray().ShouldBe(torrent.Metainfo.InfoBytes.ToArray());
        found.Metainfo.HasPieceLayers.ShouldBe(format != TorrentFormat.V1);
        found.Peers.ShouldContain(seed.Address);
        await GetAsync(leech, found, torrent);
    }

    [Fact]
    public async Task A_hybrid_is_got_by_its_v1_hash_alone()
    {
        var torrent = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.Hybrid, 16 * 1024, 1_000_000));
        await using var seed = await SeedAsync(torrent);
        await using var leech = await Node.StartAsync();

        var search = leech.Engine.Search(
            new MagnetLink { InfoHashes = new InfoHashes(torrent.Metainfo.InfoHashes.V1, null) }, new MetadataOptions { Peers = [seed.Address] });
        var found = await Eventually.Completes(search.Ended);

        found.ShouldNotBeNull();
        found.Metainfo.InfoHashes.ShouldBe(torrent.Metainfo.InfoHashes);
        await GetAsync(leech, found, torrent);
    }

    [Fact]
    public async Task Metadata_of_many_parts_comes_from_several_peers()
    {
        var torrent = await SharedContent.MakeAsync(TestTorrent.OfFolder(TorrentFormat.V1, 16 * 1024, [.. Enumerable.Range(0, 3000).Select(index => 100 + index)]));
        await using var first = await SeedAsync(torrent);
        await using var second = await SeedAsync(torrent);
        await using var leech = await Node.StartAsync();

        var search = leech.Engine.Search(
            new MagnetLink { InfoHashes = torrent.Metainfo.InfoHashes }, new MetadataOptions { Peers = [first.Address, second.Address] });
        var found = await Eventually.Completes(search.Ended);

        found.ShouldNotBeNull();
        found.Metainfo.InfoBytes.ToArray().ShouldBe(torrent.Metainfo.InfoBytes.ToArray());
        found.Metainfo.InfoBytes.Length.ShouldBeGreaterThan(4 * MetadataMessage.PieceLength);
    }

    [Fact]
    public async Task A_search_that_is_stopped_ends_with_nothing()
    {
        await using var leech = await Node.StartAsync();
        var search = leech.Engine.Search(new MagnetLink { InfoHashes = new InfoHashes(Sha1Hash.Of("nobody has it"u8), null) }, new MetadataOptions());
        search.Snapshot().State.ShouldBe(TorrentState.FetchingMetadata);

        await Eventually.Completes(search.StopAsync());

        (await search.Ended).ShouldBeNull();
    }

    [Fact]
    public async Task A_peer_that_came_to_us_is_asked_too()
    {
        var torrent = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 300_000));
        await using var leech = await Node.StartAsync();
        var search = leech.Engine.Search(new MagnetLink { InfoHashes = torrent.Metainfo.InfoHashes }, new MetadataOptions());
        await using var seed = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);

        await seed.AddAsync(torrent.Metainfo, leech.Address);

        (await Eventually.Completes(search.Ended)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_found_once_is_kept()
    {
        var torrent = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.V2, 16 * 1024, 300_000));
        await using var node = await SeedAsync(torrent);

        var saved = node.Engine.FindSaved(torrent.Metainfo.InfoHashes);

        saved.ShouldNotBeNull();
        saved.HasPieceLayers.ShouldBeTrue();
        node.Engine.FindSaved(new InfoHashes(Sha1Hash.Of("another"u8), null)).ShouldBeNull();
    }

    private static async Task<Node> SeedAsync(SharedContent torrent)
    {
        var seed = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        var seeding = await seed.AddAsync(torrent.Metainfo);
        await Eventually.Completes(seeding.Completion);
        return seed;
    }

    private static async Task GetAsync(Node leech, FoundMetadata found, SharedContent torrent)
    {
        var leeching = await leech.AddAsync(found.Metainfo, options => options with { Peers = found.Peers, Stop = new StopConditions { WhenComplete = true } });
        (await Eventually.Completes(leeching.Ended)).Outcome.ShouldBe(TorrentOutcome.Completed);
        foreach (var (path, content) in torrent.Files)
        {
            leech.Read(torrent.Metainfo, path).ShouldBe(content);
        }
    }
}
