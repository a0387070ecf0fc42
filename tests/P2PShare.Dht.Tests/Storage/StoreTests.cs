using System.Net;
using P2PShare.Dht.Storage;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests.Storage;

/// <summary>Whatever is announced and put, a store keeps to its limits, and honest entries outlive a flood.</summary>
public sealed class StoreTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly DhtClock _clock;
    private readonly PeerStore _peers;
    private readonly ItemStore _items;

    public StoreTests()
    {
        _clock = new DhtClock(_time);
        _peers = new PeerStore(_clock, new Random(1));
        _items = new ItemStore(_clock, new Random(1));
    }

    [Fact]
    public void A_torrent_has_so_many_peers_and_no_more()
    {
        for (var i = 0; i < DhtLimits.MaxPeersOfTorrent; i++)
        {
            _peers.HasRoom(Some.Id(1)).ShouldBeTrue();
            _peers.Announce(Some.Id(1), Peer(i), isSeed: false);
        }

        _peers.HasRoom(Some.Id(1)).ShouldBeFalse();
        _peers.Announce(Some.Id(1), Peer(-1), isSeed: false);
        _peers.PeerCount.ShouldBe(DhtLimits.MaxPeersOfTorrent);
    }

    [Fact]
    public void An_address_is_one_peer_of_a_torrent_whatever_its_port()
    {
        _peers.Announce(Some.Id(1), IPEndPoint.Parse("1.2.3.4:5"), isSeed: false);
        _peers.Announce(Some.Id(1), IPEndPoint.Parse("1.2.3.4:6"), isSeed: true);

        var peer = _peers.Find(Some.Id(1))!.Peers.Single();
        (peer.EndPoint.Port, peer.IsSeed).ShouldBe((6, true));
    }

    [Fact]
    public void So_many_torrents_are_kept_and_no_more()
    {
        for (var i = 0; i < DhtLimits.MaxTorrents; i++)
        {
            _peers.Announce(Some.Id(i), Peer(i), isSeed: false);
        }

        _peers.TorrentCount.ShouldBe(DhtLimits.MaxTorrents);
        _peers.Announce(Some.Id(-2), Peer(-2), isSeed: false);
        _peers.TorrentCount.ShouldBe(DhtLimits.MaxTorrents);
        _peers.Find(Some.Id(-2)).ShouldNotBeNull();
    }

    [Fact]
    public void Whoever_floods_the_store_loses_his_own_entries()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _peers.Announce(Some.Id(i), Peer(i), isSeed: false);
        }

        for (var i = 0; i < 4 * DhtLimits.MaxTorrents; i++)
        {
            _peers.Announce(Some.Id(1_000_000 + i), IPEndPoint.Parse("9.9.9.9:6881"), isSeed: false);
        }

        _peers.TorrentCount.ShouldBe(DhtLimits.MaxTorrents);
        Enumerable.Range(0, 1_000).Count(i => _peers.Find(Some.Id(i)) is not null).ShouldBe(1_000);
    }

    [Fact]
    public void All_torrents_together_have_so_many_peers_and_no_more()
    {
        for (var i = 0; i <= DhtLimits.MaxPeers; i++)
        {
            _peers.Announce(Some.Id(i / 400), Peer(i), isSeed: false);
        }

        _peers.PeerCount.ShouldBe(DhtLimits.MaxPeers);
    }

    [Fact]
    public void A_peer_is_forgotten_after_half_an_hour_unless_it_is_announced_again()
    {
        _peers.Announce(Some.Id(1), Peer(1), isSeed: false);
        _peers.Announce(Some.Id(1), Peer(2), isSeed: false);
        _time.Advance(TimeSpan.FromMinutes(20));
        _peers.Announce(Some.Id(1), Peer(2), isSeed: false);
        _time.Advance(TimeSpan.FromMinutes(10));

        _peers.Expire();
        _peers.Find(Some.Id(1))!.Peers.Single().EndPoint.ShouldBe(Peer(2));

        _time.Advance(TimeSpan.FromMinutes(20));
        _peers.Expire();
        (_peers.TorrentCount, _peers.PeerCount).ShouldBe((0, 0));
    }

    [Fact]
    public void A_scrape_counts_seeds_and_others_and_seeds_can_be_left_out()
    {
        for (var i = 0; i < 100; i++)
        {
            _peers.Announce(Some.Id(1), Peer(i), isSeed: i < 30);
        }

        var torrent = _peers.Find(Some.Id(1))!;
        var (seeds, others) = torrent.Scrape();

        seeds.Estimate().ShouldBe(30, 3);
        others.Estimate().ShouldBe(70, 5);
        torrent.Sample(100, withSeeds: false, AddressScope.Global, new Random(1)).Count.ShouldBe(70);
        torrent.Sample(100, withSeeds: true, AddressScope.Global, new Random(1)).Distinct().Count().ShouldBe(100);
    }

    [Fact]
    public void So_many_items_are_kept_and_no_more()
    {
        for (var i = 0; i <= DhtLimits.MaxItems; i++)
        {
            _items.Put(Some.Id(i), new KrpcItem { Value = "0:"u8.ToArray() }, null, Peer(i).Address).ShouldBeNull();
            _items.Count.ShouldBe(Math.Min(i + 1, DhtLimits.MaxItems));
        }

        _items.Find(Some.Id(DhtLimits.MaxItems)).ShouldNotBeNull();
    }

    private static IPEndPoint Peer(int i) => new(new IPAddress([11, (byte)(i >> 16), (byte)(i >> 8), (byte)i]), 6881);
}
