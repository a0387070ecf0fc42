using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Swarms without a tracker, on loopback: a bootstrap node, and whoever joins by it. BEP 5.</summary>
public sealed class DhtTests : IAsyncDisposable
{
    private readonly DhtSwarm _swarm = new();

    public ValueTask DisposeAsync() => _swarm.DisposeAsync();

    [Fact]
    public async Task With_a_link_alone_all_finish_though_the_bootstrap_node_and_then_the_seed_die()
    {
        const int Leechers = 5;
        var content = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 2_000_000));
        await using var bootstrap = new BootstrapNode();
        var seed = await _swarm.StartAsync(bootstrap, maxUploadRate: 1_000_000);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);
        var leechers = await Task.WhenAll(Enumerable.Range(0, Leechers).Select(_ => _swarm.StartAsync(bootstrap)));

        var torrents = await Eventually.Completes(Task.WhenAll(leechers.Select(leecher => DhtSwarm.FindAndAddAsync(leecher, content.Metainfo.InfoHashes))));
        await Eventually.Is(() => torrents.All(torrent => torrent.Snapshot().Peers > 0 || torrent.Completion.IsCompleted));
        await bootstrap.DisposeAsync();
        await Eventually.Completes(Task.WhenAny(torrents.Select(torrent => torrent.Completion)));
        await seed.StopAsync();

        foreach (var (leecher, torrent) in leechers.Zip(torrents))
        {
            await Eventually.Completes(torrent.Completion);
            leecher.Read(content.Metainfo, content.Files[0].Path).ShouldBe(content.Files[0].Content);
        }
    }

    [Fact]
    public async Task A_torrent_names_the_nodes_to_join_by_and_a_restart_needs_none()
    {
        var content = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000);
        await using var bootstrap = new BootstrapNode();
        var metainfo = content.Metainfo with { Nodes = [$"{bootstrap.EndPoint}"] };
        var seed = await _swarm.StartAsync(bootstrap: null);
        var leecher = await _swarm.StartAsync(bootstrap: null);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(metainfo)).Completion);
        await Eventually.Completes((await leecher.AddAsync(metainfo)).Completion);

        await leecher.StopAsync();

        leecher.StateFiles().ShouldContain(path => Path.GetFileName(path) == "dht.nodes");
    }
}
