using System.Net;
using P2PShare.Dht;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>A node that is nothing but that.</summary>
internal sealed class BootstrapNode : IAsyncDisposable
{
    private readonly SharedDatagramSocket _socket = new(new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0)));
    private readonly DhtNode _node;

    public BootstrapNode()
    {
        _node = new DhtNode([_socket], new DhtOptions { Routers = [] });
        _node.Start();
    }

    public IPEndPoint EndPoint => _socket.LocalEndPoint;

    public DhtRouter Router => new(EndPoint.Address.ToString(), EndPoint.Port);

    /// <summary>Looks a torrent up until it finds this peer.</summary>
    public async Task FindAsync(Sha1Hash torrent, IPEndPoint peer)
    {
        while (!(await _node.FindPeersAsync(torrent, CancellationToken.None).ToListAsync()).Contains(peer))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _socket.DisposeAsync();
    }
}
