using System.Net;
using P2PShare.Dht.Items;
using P2PShare.Dht.State;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests;

/// <summary>Real sockets on loopback: a node to join by, and others.</summary>
public sealed class LoopbackTests
{
    private static readonly Sha1Hash InfoHash = Sha1Hash.Of("a torrent"u8);

    [Fact]
    public async Task A_node_finds_the_peers_that_another_has_announced()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 6);

        var announced = await Eventually.Completes(network.Nodes[1].AnnounceAsync(InfoHash, new PeerAnnouncement(4711, IsSeed: true), CancellationToken.None));
        var found = await Eventually.Completes(network.Nodes[5].FindPeersAsync(InfoHash, CancellationToken.None).ToListAsync(CancellationToken.None).AsTask());

        announced.StoredOn.ShouldBeGreaterThan(0);
        found.ShouldBe([new IPEndPoint(IPAddress.Loopback, 4711)]);
    }

    [Fact]
    public async Task A_node_finds_peers_over_IPv6()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.IPv6Loopback, 4);

        await Eventually.Completes(network.Nodes[1].AnnounceAsync(InfoHash, new PeerAnnouncement(4711), CancellationToken.None));
        var found = await Eventually.Completes(network.Nodes[3].FindPeersAsync(InfoHash, CancellationToken.None).ToListAsync(CancellationToken.None).AsTask());

        found.ShouldBe([new IPEndPoint(IPAddress.IPv6Loopback, 4711)]);
    }

    [Fact]
    public async Task The_node_to_join_by_is_not_needed_any_more_once_all_have_joined()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 6);
        await Eventually.Is(() => network.Nodes.All(static node => node.Snapshot().IPv4Nodes >= 4));

        await network.StopAsync(0);
        await Eventually.Completes(network.Nodes[1].AnnounceAsync(InfoHash, new PeerAnnouncement(4711), CancellationToken.None));
        var found = await Eventually.Completes(network.Nodes[4].FindPeersAsync(InfoHash, CancellationToken.None).ToListAsync(CancellationToken.None).AsTask());

        found.ShouldContain(new IPEndPoint(IPAddress.Loopback, 4711));
    }

    [Fact]
    public async Task Items_peers_and_samples_are_asked_of_real_nodes()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 4);
        var key = new ItemKey(new byte[32]);

        var put = await Eventually.Completes(network.Nodes[1].PutAsync(key, "s"u8.ToArray(), "5:hello"u8.ToArray(), null, null, CancellationToken.None));
        var got = await Eventually.Completes(network.Nodes[3].GetAsync(put.Target, "s"u8.ToArray(), CancellationToken.None));
        await Eventually.Completes(network.Nodes[1].AnnounceAsync(InfoHash, new PeerAnnouncement(4711), CancellationToken.None));
        var scrape = await Eventually.Completes(network.Nodes[3].ScrapeAsync(InfoHash, CancellationToken.None));
        var sample = await Eventually.Completes(network.Nodes[3].SampleAsync(network.EndPointOf(0), default, CancellationToken.None));
        var ping = await Eventually.Completes(network.Nodes[3].PingAsync(network.EndPointOf(0), CancellationToken.None));

        put.StoredOn.ShouldBeGreaterThan(0);
        got!.Sequence.ShouldBe(1);
        got.Value.Span.SequenceEqual("5:hello"u8).ShouldBeTrue();
        (scrape.Seeds, scrape.Leeches).ShouldBe((0, 1));
        sample!.Samples.ShouldBe([InfoHash]);
        ping!.IsSecure.ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_that_remembers_others_joins_without_anybody_to_join_by()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 4);
        await Eventually.Is(() => network.Nodes[3].Snapshot().IPv4Nodes == 3);
        NodeCache.TryRead(NodeCache.Write(network.Nodes[3].Save()), out var state).ShouldBeTrue();
        await network.StopAsync(3);

        await using var socket = new SharedDatagramSocket(new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        await using var again = new DhtNode([socket], new DhtOptions { Routers = [] }, state: state);
        again.Start();
        await Eventually.Completes(again.Ready);

        again.Snapshot().HasJoined.ShouldBeTrue();
        again.Save().IPv4Id.ShouldBe(state!.IPv4Id);
    }

    [Fact]
    public async Task A_look_up_ends_with_its_token_and_with_its_node()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 1);
        await using var silent = new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        network.Nodes[0].AddRouter(new DhtRouter("127.0.0.1", silent.LocalEndPoint.Port));
        using var stop = new CancellationTokenSource();

        var byToken = network.Nodes[0].FindPeersAsync(InfoHash, stop.Token).ToListAsync(CancellationToken.None).AsTask();
        var byNode = network.Nodes[0].AnnounceAsync(InfoHash, new PeerAnnouncement(1), CancellationToken.None);
        await stop.CancelAsync();

        (await Eventually.Completes(byToken)).ShouldBeEmpty();
        await network.StopAsync(0);
        (await Eventually.Completes(byNode)).StoredOn.ShouldBe(0);
    }

    [Fact]
    public async Task A_node_that_nobody_answers_finds_nothing_and_says_so()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 1);

        var found = await Eventually.Completes(network.Nodes[0].FindPeersAsync(InfoHash, CancellationToken.None).ToListAsync(CancellationToken.None).AsTask());
        var announced = await Eventually.Completes(network.Nodes[0].AnnounceAsync(InfoHash, new PeerAnnouncement(4711), CancellationToken.None));

        found.ShouldBeEmpty();
        announced.StoredOn.ShouldBe(0);
    }
}
