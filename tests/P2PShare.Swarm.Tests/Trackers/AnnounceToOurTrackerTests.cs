using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using P2PShare.Tracker;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Trackers;

/// <summary>Our client and our tracker, over real sockets on loopback.</summary>
public sealed class AnnounceToOurTrackerTests : IAsyncLifetime
{
    private static readonly InfoHashes V1 = new(new Sha1Hash("a torrent of 20 byte"u8), null);
    private static readonly InfoHashes Hybrid = new(V1.V1, new Sha256Hash("the same torrent with 32 bytes.."u8));

    private readonly TrackerServer _server = new(
        new TrackerOptions { Http = new IPEndPoint(IPAddress.Loopback, 0), Udp = new IPEndPoint(IPAddress.Loopback, 0) },
        new UdpTransport(),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private string HttpUrl => $"http://{_server.HttpEndPoint}/announce";

    private string UdpUrl => $"udp://{_server.UdpEndPoint}/announce?a=b";

    public Task InitializeAsync() => _server.StartAsync(CancellationToken.None);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_clients_find_each_other(bool udp)
    {
        await using var first = new Client(V1, port: 1001, [[udp ? UdpUrl : HttpUrl]]);
        first.Announcer.Start();
        await Eventually.Is(() => first.Sink.Answers.Count == 1);
        await using var second = new Client(V1, port: 1002, [[udp ? UdpUrl : HttpUrl]]);

        second.Announcer.Start();

        await Eventually.Is(() => second.Sink.Answers.Count == 1);
        first.Sink.Answers.ShouldBe([(TrackerStatus.Ok, null)]);
        second.Sink.Peers.ShouldBe([IPEndPoint.Parse("127.0.0.1:1001")]);
        second.Announcer.Snapshot().ShouldHaveSingleItem().Leechers.ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stopping_takes_the_client_off_the_tracker(bool udp)
    {
        await using var client = new Client(V1, port: 1001, [[udp ? UdpUrl : HttpUrl]]);
        client.Announcer.Start();
        await Eventually.Is(() => _server.Snapshot().Peers == 1);
        await Eventually.Is(() => client.Sink.Answers.Count == 1);

        await client.Announcer.StopAsync(TimeSpan.FromSeconds(30));

        _server.Snapshot().Peers.ShouldBe(0);
    }

    [Fact]
    public async Task A_hybrid_is_announced_under_both_hashes()
    {
        await using var client = new Client(Hybrid, port: 1001, [[HttpUrl]]);

        client.Announcer.Start();

        await Eventually.Is(() => client.Sink.Answers.Count == 1);
        _server.Snapshot().Torrents.ShouldBe(2);
    }

    [Fact]
    public async Task Completion_is_announced_where_the_client_is_known()
    {
        await using var client = new Client(V1, port: 1001, [[HttpUrl]]);
        client.Announcer.Start();
        await Eventually.Is(() => client.Sink.Answers.Count == 1);
        client.Left = 0;

        client.Announcer.AnnounceCompleted();

        await Eventually.Is(() => _server.Snapshot().Seeds == 1);
    }

    /// <summary>One engine's part that announces.</summary>
    private sealed class Client : IAsyncDisposable
    {
        private readonly TrackerContext _context;

        public Client(InfoHashes hashes, int port, IReadOnlyList<IReadOnlyList<string>> tiers)
        {
            var services = new EngineServices { Transport = new TcpTransport(), Datagrams = new UdpTransport(), Files = null! };
            _context = new TrackerContext(services, new PeerId("-PS0001-abcdefghijkl"u8), () => port, bindAddress: null);
            Announcer = new TorrentAnnouncer(_context, hashes, tiers, () => new AnnounceProgress(0, 0, Left), Sink);
        }

        public long Left { get; set; } = 1;

        public RecordingSink Sink { get; } = new();

        public TorrentAnnouncer Announcer { get; }

        public async ValueTask DisposeAsync()
        {
            await Announcer.DisposeAsync();
            await _context.DisposeAsync();
        }
    }
}
