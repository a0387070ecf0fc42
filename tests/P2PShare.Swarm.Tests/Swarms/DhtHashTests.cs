using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Both hashes of a torrent lead to its peers in the DHT. BEP 5, 52.</summary>
public sealed class DhtHashTests : IAsyncDisposable
{
    private readonly DhtSwarm _swarm = new();

    public ValueTask DisposeAsync() => _swarm.DisposeAsync();

    [Theory]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_torrent_is_found_by_its_v2_hash(TorrentFormat format)
    {
        var content = await SharedContent.MakeAsync(TestTorrent.OfFile(format, 32 * 1024, 200_000));
        await using var bootstrap = new BootstrapNode();
        var seed = await _swarm.StartAsync(bootstrap);
        var leecher = await _swarm.StartAsync(bootstrap);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);

        var torrent = await Eventually.Completes(DhtSwarm.FindAndAddAsync(leecher, new InfoHashes(null, content.Metainfo.InfoHashes.V2)));

        await Eventually.Completes(torrent.Completion);
    }
}
