using P2PShare.Dht;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using Shouldly;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Engines with nodes of the DHT, on loopback: what its tests have in common. They wait for nodes to find each other, so there is a class of them for each few.</summary>
internal sealed class DhtSwarm : IAsyncDisposable
{
    private readonly List<Node> _nodes = [];

    /// <summary>Gets a torrent by its hash alone.</summary>
    public static async Task<Torrent> FindAndAddAsync(Node node, InfoHashes infoHashes)
    {
        var found = await node.Engine.Search(new MagnetLink { InfoHashes = infoHashes }, new MetadataOptions()).Ended;
        return await node.AddAsync(found.ShouldNotBeNull().Metainfo, [.. found.Peers]);
    }

    /// <summary>Starts an engine that joins by this node, or by none yet.</summary>
    public Task<Node> StartAsync(BootstrapNode? bootstrap, long maxUploadRate = 0) => StartAsync(bootstrap is null ? [] : [bootstrap.Router], maxUploadRate);

    /// <summary>Starts an engine that joins by these.</summary>
    public async Task<Node> StartAsync(IReadOnlyList<DhtRouter> routers, long maxUploadRate = 0)
    {
        var node = await Node.StartAsync(options => options with { DhtRouters = routers, MaxUploadRate = maxUploadRate });
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }
}
