using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Who is announced in the DHT, and who never is. BEP 5, 27.</summary>
public sealed class DhtAnnounceTests : IAsyncDisposable
{
    private readonly DhtSwarm _swarm = new();

    public ValueTask DisposeAsync() => _swarm.DisposeAsync();

    [Fact]
    public async Task A_torrent_got_by_its_link_is_announced_once_it_is_known_to_be_public()
    {
        var content = await SharedContent.MakeAsync(TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000));
        await using var bootstrap = new BootstrapNode();
        var seed = await _swarm.StartAsync(bootstrap);
        var leecher = await _swarm.StartAsync(bootstrap);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);

        var torrent = await Eventually.Completes(DhtSwarm.FindAndAddAsync(leecher, content.Metainfo.InfoHashes));

        await Eventually.Completes(torrent.Completion);
        await Eventually.Completes(bootstrap.FindAsync(content.Metainfo.InfoHashes.Primary, leecher.Address));
    }

    [Fact]
    public async Task Peers_tell_each_other_where_their_nodes_are()
    {
        var metainfo = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000).Metainfo;
        await using var wire = new Wiretap();
        var node = await _swarm.StartAsync([wire.Router]);
        var torrent = await node.AddAsync(metainfo);

        // A torrent lets peers in before it has begun with the DHT.
        await Eventually.Is(() => !wire.Datagrams.IsEmpty && torrent.Snapshot().State == TorrentState.Downloading);

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
        var node = await _swarm.StartAsync([wire.Router]);
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
