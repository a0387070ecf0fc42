using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Swarms without a tracker, on loopback: a bootstrap node, and whoever joins by it. BEP 5.</summary>
public sealed class DhtTests : IAsyncDisposable
{
    private readonly List<Node> _nodes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task With_a_link_alone_all_finish_though_the_bootstrap_node_and_then_the_seed_die()
    {
        const int Leechers = 5;
        var content = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 2_000_000));
        await using var bootstrap = new BootstrapNode();
        var seed = await StartAsync(bootstrap, maxUploadRate: 1_000_000);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);
        var leechers = await Task.WhenAll(Enumerable.Range(0, Leechers).Select(_ => StartAsync(bootstrap)));

        var torrents = await Eventually.Completes(Task.WhenAll(leechers.Select(leecher => FindAndAddAsync(leecher, content.Metainfo.InfoHashes))));
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

    [Theory]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_torrent_is_found_by_its_v2_hash(TorrentFormat format)
    {
        var content = await SharedContent.MakeAsync(TestTorrent.OfFile(format, 32 * 1024, 200_000));
        await using var bootstrap = new BootstrapNode();
        var seed = await StartAsync(bootstrap);
        var leecher = await StartAsync(bootstrap);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);

        var torrent = await Eventually.Completes(FindAndAddAsync(leecher, new InfoHashes(null, content.Metainfo.InfoHashes.V2)));

        await Eventually.Completes(torrent.Completion);
    }

    [Fact]
    public async Task A_torrent_got_by_its_link_is_announced_once_it_is_known_to_be_public()
    {
        var content = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000));
        await using var bootstrap = new BootstrapNode();
        var seed = await StartAsync(bootstrap);
        var leecher = await StartAsync(bootstrap);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);

        var torrent = await Eventually.Completes(FindAndAddAsync(leecher, content.Metainfo.InfoHashes));

        await Eventually.Completes(torrent.Completion);
        await Eventually.Completes(bootstrap.FindAsync(content.Metainfo.InfoHashes.Primary, leecher.Address));
    }

    [Fact]
    public async Task A_torrent_names_the_nodes_to_join_by_and_a_restart_needs_none()
    {
        var content = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000);
        await using var bootstrap = new BootstrapNode();
        var metainfo = content.Metainfo with { Nodes = [$"{bootstrap.EndPoint}"] };
        var seed = await StartAsync(bootstrap: null);
        var leecher = await StartAsync(bootstrap: null);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(metainfo)).Completion);
        await Eventually.Completes((await leecher.AddAsync(metainfo)).Completion);

        await leecher.StopAsync();

        leecher.StateFiles().ShouldContain(path => Path.GetFileName(path) == "dht.nodes");
    }

    [Fact]
    public async Task Peers_tell_each_other_where_their_nodes_are()
    {
        var metainfo = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000).Metainfo;
        var node = await StartAsync(bootstrap: null);
        var torrent = await node.AddAsync(metainfo);
        await Eventually.Is(() => torrent.Snapshot().State == TorrentState.Downloading);

        await using var peer = await ConnectAsync(node, metainfo);

        await Eventually.Is(() => !peer.Ports.IsEmpty);
        peer.Ports.ShouldBe([(ushort)node.Address.Port]);
        peer.Features.HasFlag(HandshakeFeatures.Dht).ShouldBeTrue();
    }

    [Fact]
    public async Task A_private_torrent_sends_nothing_by_the_DHT_and_does_not_speak_of_it()
    {
        var hidden = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000, "hidden.bin").Metainfo with { IsPrivate = true };
        var open = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_001).Metainfo;
        await using var wire = new Wiretap();
        var node = await StartAsync([wire.Router]);
        hidden = hidden with { Nodes = [$"{wire.Router}"] };
        var torrent = await node.AddAsync(hidden);
        await Eventually.Is(() => torrent.Snapshot().State == TorrentState.Downloading);
        await using var hiddenPeer = await ConnectAsync(node, hidden);
        await Eventually.Is(() => hiddenPeer.Introduction is not null && torrent.Snapshot().Elapsed > TimeSpan.FromSeconds(2));

        wire.Datagrams.ShouldBeEmpty();
        var other = await node.AddAsync(open);
        await Eventually.Is(() => !wire.Datagrams.IsEmpty && other.Snapshot().State == TorrentState.Downloading);
        await using var openPeer = await ConnectAsync(node, open);
        await Eventually.Is(() => !openPeer.Ports.IsEmpty);

        hiddenPeer.Ports.ShouldBeEmpty();
        hiddenPeer.Features.HasFlag(HandshakeFeatures.Dht).ShouldBeFalse();
        var hash = hidden.InfoHashes.Primary.ToString();
        wire.Datagrams.ShouldAllBe(datagram => !Convert.ToHexStringLower(datagram).Contains(hash, StringComparison.Ordinal));
    }

    private static Task<WirePeer> ConnectAsync(Node node, TorrentMetainfo torrent) => WirePeer.ConnectAsync(
        new TcpTransport(),
        node.Address,
        torrent.InfoHashes.Primary,
        new ExtensionHandshake(),
        HandshakeFeatures.Extensions | HandshakeFeatures.Fast | HandshakeFeatures.Dht);

    private static async Task<Torrent> FindAndAddAsync(Node node, InfoHashes infoHashes)
    {
        var found = await node.Engine.Search(new MagnetLink { InfoHashes = infoHashes }, new MetadataOptions()).Ended;
        return await node.AddAsync(found.ShouldNotBeNull().Metainfo, [.. found.Peers]);
    }

    private Task<Node> StartAsync(BootstrapNode? bootstrap, long maxUploadRate = 0) => StartAsync(bootstrap is null ? [] : [bootstrap.Router], maxUploadRate);

    private async Task<Node> StartAsync(IReadOnlyList<DhtRouter> routers, long maxUploadRate = 0)
    {
        var node = await Node.StartAsync(options => options with { DhtRouters = routers, MaxUploadRate = maxUploadRate });
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return node;
    }

    /// <summary>A node that is nothing but that.</summary>
    private sealed class BootstrapNode : IAsyncDisposable
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

    /// <summary>Keeps what is sent to it, and answers nothing.</summary>
    private sealed class Wiretap : IDatagramReceiver, IAsyncDisposable
    {
        private readonly SharedDatagramSocket _socket = new(new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0)));

        public Wiretap() => _socket.Attach(this);

        public System.Collections.Concurrent.ConcurrentQueue<byte[]> Datagrams { get; } = [];

        public DhtRouter Router => new("127.0.0.1", _socket.LocalEndPoint.Port);

        public bool TryReceive(ReadOnlyMemory<byte> datagram, IPEndPoint sender)
        {
            Datagrams.Enqueue(datagram.ToArray());
            return true;
        }

        public ValueTask DisposeAsync() => _socket.DisposeAsync();
    }
}
