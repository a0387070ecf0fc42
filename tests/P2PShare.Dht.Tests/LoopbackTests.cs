using System.Net;
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
    public async Task A_node_that_nobody_answers_finds_nothing_and_says_so()
    {
        await using var network = await RealNetwork.StartAsync(IPAddress.Loopback, 1);

        var found = await Eventually.Completes(network.Nodes[0].FindPeersAsync(InfoHash, CancellationToken.None).ToListAsync(CancellationToken.None).AsTask());
        var announced = await Eventually.Completes(network.Nodes[0].AnnounceAsync(InfoHash, new PeerAnnouncement(4711), CancellationToken.None));

        found.ShouldBeEmpty();
        announced.StoredOn.ShouldBe(0);
    }
}
