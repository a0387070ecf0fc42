using System.Net;
using System.Text;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Network;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Peers on one local network that nobody tells of each other. BEP 14.</summary>
public sealed class LocalDiscoveryTests : IAsyncDisposable
{
    private readonly InMemoryNetwork _network = new();
    private readonly List<Node> _nodes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public Task Two_on_one_network_find_each_other(TorrentFormat format) => FindEachOtherAsync(format, "192.168.1.1", "192.168.1.2");

    [Fact]
    public Task Two_on_one_network_find_each_other_by_global_addresses() => FindEachOtherAsync(TorrentFormat.V1, "2a00:1:2:3::1", "2a00:1:2:3::2");

    [Fact]
    public async Task A_private_torrent_is_not_announced_while_another_is()
    {
        var hidden = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_000, "hidden.bin").Metainfo with { IsPrivate = true };
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var node = await StartAsync("192.168.1.1");
        var torrent = await node.AddAsync(hidden);
        await Eventually.Is(() => torrent.Snapshot().State == TorrentState.Downloading);
        await node.AddAsync(open);

        await Eventually.Is(() => Sent().Contains(open.InfoHashes.Primary.ToString(), StringComparison.Ordinal));
        await AnnounceAsync("192.168.1.9", hidden, open);
        await Eventually.Is(() => Sent().Contains("cookie: theirs", StringComparison.Ordinal));

        Sent().Replace("cookie: theirs", "", StringComparison.Ordinal).Split(hidden.InfoHashes.Primary.ToString()).Length.ShouldBe(2, "only the stranger has named it");
        torrent.Snapshot().KnownPeers.ShouldBe(0);
    }

    [Fact]
    public async Task Switched_off_it_is_silent()
    {
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var silent = await StartAsync("192.168.1.1", isOn: false);
        await silent.AddAsync(open);
        var loud = await StartAsync("192.168.1.2");
        await loud.AddAsync(open);

        await Eventually.Is(() => _network.Multicasts.Count > 0);

        _network.Multicasts.ShouldAllBe(datagram => Encoding.ASCII.GetString(datagram).Contains($"Port: {loud.Address.Port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_announces_bring_few_connects()
    {
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var node = await StartAsync("192.168.1.1");
        var torrent = await node.AddAsync(open);
        await Eventually.Is(() => _network.Multicasts.Count > 0);

        await using (var socket = _network.Host("192.168.1.66").Join(LocalAnnouncement.IPv4Group, null))
        {
            for (var port = 1; port <= 10_000; port++)
            {
                await socket.SendAsync(new LocalAnnouncement(port, [open.InfoHashes.Primary], "one").ToBytes(socket.Group), CancellationToken.None);
            }
        }

        await AnnounceAsync("192.168.1.9", open);
        await Eventually.Is(() => torrent.Snapshot().KnownPeers > 1);
        torrent.Snapshot().KnownPeers.ShouldBeLessThanOrEqualTo(9);
    }

    [Fact]
    public async Task Without_multicast_everything_else_works()
    {
        var content = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 200_000);
        await using var seed = await Node.StartAsync(world: services => services with { Multicast = new NoMulticast() });
        await using var leecher = await Node.StartAsync(world: services => services with { Multicast = new NoMulticast() });
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);

        await Eventually.Completes((await leecher.AddAsync(content.Metainfo, seed.Address)).Completion);
    }

    private async Task FindEachOtherAsync(TorrentFormat format, string seedAddress, string leecherAddress)
    {
        var content = TestTorrent.OfFile(format, 32 * 1024, 200_000);
        var seed = await StartAsync(seedAddress);
        var leecher = await StartAsync(leecherAddress);
        content.WriteTo(seed.ContentDirectory);
        await Eventually.Completes((await seed.AddAsync(content.Metainfo)).Completion);

        var torrent = await leecher.AddAsync(content.Metainfo);

        await Eventually.Completes(torrent.Completion);
        leecher.Read(content.Metainfo, content.Files[0].Path).ShouldBe(content.Files[0].Content);
    }

    private string Sent() => string.Concat(_network.Multicasts.Select(Encoding.ASCII.GetString));

    private async Task AnnounceAsync(string address, params TorrentMetainfo[] torrents)
    {
        await using var socket = _network.Host(address).Join(LocalAnnouncement.IPv4Group, null);
        var announcement = new LocalAnnouncement(7000, [.. torrents.Select(torrent => torrent.InfoHashes.Primary)], "theirs");
        await socket.SendAsync(announcement.ToBytes(socket.Group), CancellationToken.None);
    }

    private async Task<Node> StartAsync(string address, bool isOn = true)
    {
        var host = _network.Host(address);
        var node = await Node.StartAsync(
            options => options with { BindAddress = null, LocalDiscovery = isOn },
            world: services => services with { Transport = host, Datagrams = host, Multicast = host });
        _nodes.Add(node);
        return node;
    }

    private sealed class NoMulticast : IMulticastTransport
    {
        public IMulticastSocket Join(IPEndPoint group, IPAddress? local) => throw new NetException("not here");
    }
}
