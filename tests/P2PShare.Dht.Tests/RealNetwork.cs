using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Dht.Tests;

/// <summary>Some nodes on real sockets, all of which join by the first.</summary>
internal sealed class RealNetwork : IAsyncDisposable
{
    private readonly List<(DhtNode Node, SharedDatagramSocket Socket)> _nodes = [];

    public IReadOnlyList<DhtNode> Nodes => [.. _nodes.Select(static one => one.Node)];

    public IPEndPoint EndPointOf(int node) => _nodes[node].Socket.LocalEndPoint;

    public static async Task<RealNetwork> StartAsync(IPAddress address, int count)
    {
        var network = new RealNetwork();
        for (var i = 0; i < count; i++)
        {
            network.Add(address);
        }

        await Task.WhenAll(network.Nodes.Select(static node => node.Ready)).WaitAsync(TimeSpan.FromMinutes(1));
        return network;
    }

    public async Task StopAsync(int node)
    {
        await _nodes[node].Node.DisposeAsync();
        await _nodes[node].Socket.DisposeAsync();
        _nodes.RemoveAt(node);
    }

    public async ValueTask DisposeAsync()
    {
        while (_nodes.Count > 0)
        {
            await StopAsync(0);
        }
    }

    private void Add(IPAddress address)
    {
        var socket = new SharedDatagramSocket(new UdpTransport().Bind(new IPEndPoint(address, 0)));
        var routers = _nodes.Count == 0 ? Array.Empty<DhtRouter>() : [new DhtRouter(address.ToString(), EndPointOf(0).Port)];
        var node = new DhtNode([socket], new DhtOptions { Routers = routers });
        _nodes.Add((node, socket));
        node.Start();
    }
}
