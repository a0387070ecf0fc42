using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using P2PShare.Tracker.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Peers;

public sealed class PeerTableTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void A_leecher_gets_seeds_and_leechers_and_never_itself()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true));
        table.Announce(Some.Announcement("10.0.0.2:2"));
        table.Announce(Some.Announcement("10.0.0.3:3"));

        var selection = table.Announce(Some.Announcement("10.0.0.3:3"));

        Some.PeersOf(selection).ShouldBe(["10.0.0.1:1", "10.0.0.2:2"], ignoreOrder: true);
        selection.Counts.ShouldBe(new ScrapeCounts(Complete: 1, Downloaded: 0, Incomplete: 2));
    }

    [Fact]
    public void A_seed_gets_leechers_only()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true));
        table.Announce(Some.Announcement("10.0.0.2:2"));

        var selection = table.Announce(Some.Announcement("10.0.0.3:3", isSeed: true));

        Some.PeersOf(selection).ShouldBe(["10.0.0.2:2"]);
    }

    [Fact]
    public void Torrents_do_not_mix()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 1));

        Some.PeersOf(table.Announce(Some.Announcement("10.0.0.2:2", infoHash: 2))).ShouldBeEmpty();
    }

    [Fact]
    public void Peers_of_one_machine_are_told_apart_by_their_ports()
    {
        var table = Table(new TrackerOptions { MaxPeersPerAddress = 1 });
        for (var port = 1; port <= 100; port++)
        {
            table.Announce(Some.Announcement($"127.0.0.1:{port}"));
        }

        Some.PeersOf(table.Announce(Some.Announcement("127.0.0.1:101", wanted: 200))).Count.ShouldBe(100);
    }

    [Fact]
    public void A_peer_that_announces_again_is_kept_once()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1"));
        table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true));
        table.Announce(Some.Announcement("10.0.0.1:1"));

        table.Count().ShouldBe((1, 1, 0));
    }

    [Fact]
    public void A_peer_that_stops_is_forgotten_at_once_and_gets_nobody()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1"));
        table.Announce(Some.Announcement("10.0.0.2:2"));

        var selection = table.Announce(Some.Announcement("10.0.0.1:1", @event: AnnounceEvent.Stopped));

        Some.PeersOf(selection).ShouldBeEmpty();
        table.Count().ShouldBe((1, 1, 0));
        table.Announce(Some.Announcement("10.0.0.2:2", @event: AnnounceEvent.Stopped));
        table.Count().ShouldBe((0, 0, 0));
    }

    [Fact]
    public void A_peer_that_is_not_heard_of_for_two_intervals_is_forgotten()
    {
        var table = Table(new TrackerOptions { Interval = TimeSpan.FromMinutes(10) });
        table.Announce(Some.Announcement("10.0.0.1:1"));
        _time.Advance(TimeSpan.FromMinutes(15));
        table.Announce(Some.Announcement("10.0.0.2:2"));

        _time.Advance(TimeSpan.FromMinutes(7));
        table.Scrape(Some.InfoHash()).Incomplete.ShouldBe(2);
        _time.Advance(TimeSpan.FromMinutes(6));

        table.Scrape(Some.InfoHash()).Incomplete.ShouldBe(1);
        Some.PeersOf(table.Announce(Some.Announcement("10.0.0.3:3"))).ShouldBe(["10.0.0.2:2"]);
    }

    [Fact]
    public void A_sweep_forgets_torrents_that_nobody_announces_any_more()
    {
        var table = Table(new TrackerOptions { Interval = TimeSpan.FromMinutes(10) });
        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 1));
        _time.Advance(TimeSpan.FromMinutes(20));
        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 2));

        _time.Advance(TimeSpan.FromMinutes(4));
        table.Sweep();

        table.Count().ShouldBe((1, 1, 0));
        table.Scrape(Some.InfoHash(2)).Incomplete.ShouldBe(1);
    }

    [Fact]
    public void Completions_are_counted_once_for_each_peer_and_outlive_the_swarm()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1", @event: AnnounceEvent.Started));
        table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true, AnnounceEvent.Completed));
        table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true, AnnounceEvent.Completed));
        table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true, AnnounceEvent.Stopped));

        table.Scrape(Some.InfoHash()).ShouldBe(new ScrapeCounts(Complete: 0, Downloaded: 1, Incomplete: 0));
    }

    [Fact]
    public void Peers_of_the_other_family_fill_up_what_is_wanted()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1"));
        table.Announce(Some.Announcement("[fd00::1]:2"));
        table.Announce(Some.Announcement("[fd00::2]:3"));
        var asker = Some.Announcement("[fd00::3]:4", wanted: 2);

        Some.PeersOf(table.Announce(asker with { BothFamilies = true })).ShouldBe(["[fd00::1]:2", "[fd00::2]:3"], ignoreOrder: true);
        Some.PeersOf(table.Announce(asker with { BothFamilies = true, Wanted = 9 })).ShouldBe(["[fd00::1]:2", "[fd00::2]:3", "10.0.0.1:1"], ignoreOrder: true);
        Some.PeersOf(table.Announce(asker with { BothFamilies = false, Wanted = 9 })).ShouldBe(["[fd00::1]:2", "[fd00::2]:3"], ignoreOrder: true);
    }

    [Fact]
    public void Peer_ids_come_in_the_order_of_the_peers()
    {
        var table = Table();
        table.Announce(Some.Announcement("[fd00::1]:2"));
        table.Announce(Some.Announcement("10.0.0.1:1"));

        var selection = table.Announce(Some.Announcement("10.0.0.3:3") with { BothFamilies = true, WithPeerIds = true });

        var expected = new byte[40];
        Some.PeerId(1).CopyTo(expected);
        Some.PeerId(2).CopyTo(expected.AsSpan(20));
        selection.PeerIds.ShouldBe(expected);
    }

    [Fact]
    public void A_peer_with_port_0_is_answered_and_not_kept()
    {
        var table = Table();
        table.Announce(Some.Announcement("10.0.0.1:1"));

        Some.PeersOf(table.Announce(Some.Announcement("10.0.0.2:0"))).ShouldBe(["10.0.0.1:1"]);
        table.Announce(Some.Announcement("10.0.0.2:0", infoHash: 2));

        table.Count().ShouldBe((1, 1, 0));
    }

    [Fact]
    public void A_full_torrent_takes_no_more_peers_and_still_answers()
    {
        var table = Table(new TrackerOptions { MaxPeersPerTorrent = 2 });
        table.Announce(Some.Announcement("10.0.0.1:1"));
        table.Announce(Some.Announcement("10.0.0.2:2"));

        Some.PeersOf(table.Announce(Some.Announcement("10.0.0.3:3"))).Count.ShouldBe(2);

        table.Count().ShouldBe((1, 2, 0));
    }

    [Fact]
    public void Of_too_many_torrents_the_one_idle_longest_makes_room()
    {
        var table = Table(new TrackerOptions { MaxTorrents = 2 });
        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 1));
        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 2));
        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 1));

        table.Announce(Some.Announcement("10.0.0.1:1", infoHash: 3));

        table.Scrape(Some.InfoHash(1)).Incomplete.ShouldBe(1);
        table.Scrape(Some.InfoHash(2)).Incomplete.ShouldBe(0);
        table.Scrape(Some.InfoHash(3)).Incomplete.ShouldBe(1);
        table.Count().ShouldBe((2, 2, 0));
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1")]
    [InlineData("[2001:db8::1]", "[2001:db8::ffff]")]
    public void One_address_of_the_internet_takes_the_places_of_its_own_peers_only(string first, string second)
    {
        var table = Table(new TrackerOptions { MaxPeersPerAddress = 2 });
        table.Announce(Some.Announcement("203.0.113.9:9"));
        table.Announce(Some.Announcement($"{first}:1"));
        _time.Advance(TimeSpan.FromSeconds(1));
        table.Announce(Some.Announcement($"{second}:2"));

        table.Announce(Some.Announcement($"{second}:3"));

        var peers = Some.PeersOf(table.Announce(Some.Announcement("203.0.113.10:10") with { BothFamilies = true }));
        peers.ShouldBe(["203.0.113.9:9", $"{second}:2", $"{second}:3"], ignoreOrder: true);
    }

    [Fact]
    public void One_address_of_the_internet_cannot_push_out_all_torrents()
    {
        var table = Table(new TrackerOptions { MaxTorrents = 10, MaxNewTorrentsPerAddress = 3 });
        table.Announce(Some.Announcement("203.0.113.1:1", infoHash: 0));
        for (var number = 1; number <= 100; number++)
        {
            table.Announce(Some.Announcement("203.0.113.2:1", infoHash: number));
        }

        table.Scrape(Some.InfoHash(0)).Incomplete.ShouldBe(1);
        table.Count().Torrents.ShouldBe(4);
        _time.Advance(TimeSpan.FromMinutes(10));
        table.Announce(Some.Announcement("203.0.113.2:1", infoHash: 101));
        table.Count().Torrents.ShouldBe(5);
    }

    [Fact]
    public void Every_peer_is_drawn_as_often_as_every_other()
    {
        const int Peers = 30;
        const int Draws = 6_000;
        const int Wanted = 7;
        var table = Table();
        for (var port = 1; port <= Peers; port++)
        {
            table.Announce(Some.Announcement($"10.0.0.1:{port}", isSeed: port % 3 == 0));
        }

        var drawn = Enumerable.Range(0, Draws)
            .SelectMany(_ => Some.PeersOf(table.Announce(Some.Announcement("10.0.0.1:1", wanted: Wanted))))
            .CountBy(peer => peer).ToDictionary();

        drawn.Count.ShouldBe(Peers - 1);
        const double Expected = (double)Draws * Wanted / (Peers - 1);
        drawn.Values.ShouldAllBe(count => Math.Abs(count - Expected) < Expected / 5);
    }

    private PeerTable Table(TrackerOptions? options = null) => new(options ?? new TrackerOptions(), _time, new Random(1));
}
