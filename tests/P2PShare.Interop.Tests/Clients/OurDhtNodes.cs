using System.Net;
using P2PShare.Dht;
using P2PShare.Interop.Tests.Infrastructure;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Some of our nodes, in this process.</summary>
internal sealed class OurDhtNodes : IAsyncDisposable
{
    private readonly List<(DhtNode Node, SharedDatagramSocket Socket)> _nodes = [];

    /// <summary>Starts them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="router">By whom they join; null for the first of themselves.</param>
    /// <param name="network">Where they are, each on an address of its own; null for this machine's loopback.</param>
    public OurDhtNodes(int count, IPEndPoint? router = null, NetworkNamespace? network = null)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new SharedDatagramSocket(Bind(network));
            var by = router ?? (i == 0 ? null : EndPoint);
            var node = new DhtNode([socket], new DhtOptions { Routers = by is null ? [] : [new DhtRouter(by.Address.ToString(), by.Port)] });
            _nodes.Add((node, socket));
            node.Start();
        }
    }

    public IPEndPoint EndPoint => _nodes[0].Socket.LocalEndPoint;

    /// <summary>Has all of them ask a node whether it is there, so that it knows them at once.</summary>
    public void Greet(IPEndPoint other) => _nodes.ForEach(node => node.Node.AddNode(other));

    public async Task AnnounceUntilStoredAsync(Sha1Hash infoHash, int port, CancellationToken cancellationToken)
    {
        while ((await _nodes[0].Node.AnnounceAsync(infoHash, new PeerAnnouncement(port), cancellationToken)).StoredOn < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    public async Task FindAsync(int node, Sha1Hash infoHash, IPEndPoint peer, CancellationToken cancellationToken)
    {
        while (!(await _nodes[node].Node.FindPeersAsync(infoHash, cancellationToken).ToListAsync(cancellationToken)).Contains(peer))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (node, socket) in _nodes)
        {
            await node.DisposeAsync();
            await socket.DisposeAsync();
        }
    }

    private static IDatagramSocket Bind(NetworkNamespace? network) => network is null
        ? new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0))
        : network.MakeInside(() => new UdpTransport().Bind(new IPEndPoint(network.NextAddress(), 0)));
}
