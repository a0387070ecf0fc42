using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using P2PShare.Tracker;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

public sealed class ManyLeechersTests : IAsyncLifetime
{
    private const int Leechers = 10;
    private const long SeedRate = 512 * 1024;
    private const long LeecherRate = 256 * 1024;

    private readonly TestTorrent _content = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 1_500_000);
    private readonly List<Node> _nodes = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Ten_leechers_get_more_from_each_other_than_from_the_seed()
    {
        var seed = await StartSeedAsync(options => options);
        await StartLeechersAsync();
        var addresses = _nodes.Select(node => node.Address).ToList();

        var torrents = await AddToLeechersAsync(node => options => options with { Peers = [.. addresses.Where(address => !address.Equals(node.Address))] });

        await AllShouldGetItAsync(torrents);

        // Of all bytes that all of them got, and not only more than the seed gave.
        var got = torrents.Sum(torrent => torrent.Snapshot().Downloaded);
        var fromLeechers = torrents.Sum(torrent => torrent.Snapshot().Uploaded);
        got.ShouldBeGreaterThanOrEqualTo(Leechers * _content.Metainfo.TotalLength);
        fromLeechers.ShouldBeInRange((got / 2) + 1, got);
        seed.Snapshot().Uploaded.ShouldBeInRange(_content.Metainfo.TotalLength, got / 2);
    }

    [Fact]
    public async Task All_finish_when_the_seed_dies_once_they_hold_one_whole_copy_between_them()
    {
        await StartSeedAsync(options => options);
        await StartLeechersAsync(options => options with { MaxUploadRate = LeecherRate });
        var addresses = _nodes.Select(node => node.Address).ToList();
        var torrents = await AddToLeechersAsync(node => options => options with { Peers = [.. addresses.Where(address => !address.Equals(node.Address))] });
        var leechers = _nodes.Skip(1).ToList();
        var pieces = _content.Metainfo.Geometry.PieceCount;
        var held = new HashSet<int>();

        await Eventually.Is(() =>
        {
            leechers.ForEach(leecher => held.UnionWith(leecher.PiecesOnDisk(_content)));
            return held.Count == pieces;
        });
        await _nodes[0].DisposeAsync();
        _nodes.RemoveAt(0);

        // At their rates they cannot all have finished by then.
        torrents.ShouldContain(torrent => !torrent.Completion.IsCompleted);
        await AllShouldGetItAsync(torrents);
    }

    [Fact]
    public async Task All_finish_when_the_tracker_dies_after_they_have_met()
    {
        var tracker = new TrackerServer(
            new TrackerOptions { Http = new IPEndPoint(IPAddress.Loopback, 0) }, new UdpTransport(), TimeProvider.System, NullLoggerFactory.Instance);
        await tracker.StartAsync(CancellationToken.None);
        string[][] trackers = [[$"http://{tracker.HttpEndPoint}/announce"]];
        await StartSeedAsync(options => options with { Trackers = trackers });
        await StartLeechersAsync();
        var torrents = await AddToLeechersAsync(_ => options => options with { Trackers = trackers });
        await Eventually.Is(() => torrents.All(torrent => torrent.Snapshot().Peers > 0));

        await tracker.DisposeAsync();

        await AllShouldGetItAsync(torrents);
    }

    private async Task<Torrent> StartSeedAsync(Func<TorrentOptions, TorrentOptions> configure)
    {
        var node = await Node.StartAsync(options => options with { MaxUploadRate = SeedRate });
        _nodes.Add(node);
        _content.WriteTo(node.ContentDirectory);
        var torrent = await node.AddAsync(_content.Metainfo, configure);
        await Eventually.Completes(torrent.Completion);
        return torrent;
    }

    private async Task StartLeechersAsync(Func<Engine.EngineOptions, Engine.EngineOptions>? configure = null)
    {
        for (var index = 0; index < Leechers; index++)
        {
            _nodes.Add(await Node.StartAsync(configure));
        }
    }

    private async Task<List<Torrent>> AddToLeechersAsync(Func<Node, Func<TorrentOptions, TorrentOptions>> configure)
    {
        var torrents = new List<Torrent>();
        foreach (var node in _nodes.Skip(1))
        {
            torrents.Add(await node.AddAsync(_content.Metainfo, configure(node)));
        }

        return torrents;
    }

    private async Task AllShouldGetItAsync(List<Torrent> torrents)
    {
        foreach (var torrent in torrents)
        {
            await Eventually.Completes(torrent.Completion);
        }

        foreach (var node in _nodes)
        {
            node.Read(_content.Metainfo, _content.Files[0].Path).ShouldBe(_content.Files[0].Content);
        }
    }
}
