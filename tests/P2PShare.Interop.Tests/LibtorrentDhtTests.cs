using System.Net;
using P2PShare.Dht;
using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Interop.Tests;

/// <summary>One DHT of libtorrent's nodes and ours, on loopback: each side finds what the other has announced.</summary>
public sealed class LibtorrentDhtTests
{
    private static readonly Sha1Hash Torrent = Sha1Hash.Of("a torrent of both"u8);
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 4_711);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    [ForeignClientFact(ForeignClient.Libtorrent)]
    public async Task We_join_by_libtorrent_and_it_finds_whom_we_announce()
    {
        await using var theirs = await LibtorrentDhtNode.StartAsync(null, null, Torrent, _limit.Token);
        await using var ours = new OurNodes(theirs.EndPoint, 3);

        await ours.AnnounceUntilStoredAsync(Torrent, Peer.Port, _limit.Token);

        await theirs.WaitForPeerAsync(Peer, _limit.Token);
        await ours.FindAsync(2, Torrent, Peer, _limit.Token);
    }

    [ForeignClientFact(ForeignClient.Libtorrent)]
    public async Task Libtorrent_joins_by_us_and_we_find_whom_it_announces()
    {
        await using var ours = new OurNodes(null, 3);
        await using var theirs = await LibtorrentDhtNode.StartAsync(ours.EndPoint, Torrent, null, _limit.Token);

        await ours.FindAsync(1, Torrent, theirs.EndPoint, _limit.Token);
    }

    /// <summary>Some of our nodes, which join by the given one or by the first of themselves.</summary>
    private sealed class OurNodes : IAsyncDisposable
    {
        private readonly List<(DhtNode Node, SharedDatagramSocket Socket)> _nodes = [];

        public OurNodes(IPEndPoint? router, int count)
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new SharedDatagramSocket(new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0)));
                var by = router ?? (i == 0 ? null : EndPoint);
                var node = new DhtNode([socket], new DhtOptions { Routers = by is null ? [] : [new DhtRouter(by.Address.ToString(), by.Port)] });
                _nodes.Add((node, socket));
                node.Start();
            }
        }

        public IPEndPoint EndPoint => _nodes[0].Socket.LocalEndPoint;

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
    }
}
