using System.Net;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using P2PShare.Tracker.Peers;
using P2PShare.Tracker.Udp;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Udp;

public sealed class UdpRequestHandlerTests
{
    private static readonly IPEndPoint Client = IPEndPoint.Parse("203.0.113.1:5555");
    private static readonly IPEndPoint IPv6Client = IPEndPoint.Parse("[2001:db8::1]:5555");

    private readonly ManualTimeProvider _time = new();
    private readonly TrackerCounters _counters = new();
    private readonly byte[] _response = new byte[UdpRequestHandler.MaxResponse];
    private readonly PeerTable _table;
    private readonly ConnectionIds _connectionIds;
    private UdpRequestHandler _handler;

    public UdpRequestHandlerTests()
    {
        _table = new PeerTable(new TrackerOptions(), _time, new Random(1));
        _connectionIds = new ConnectionIds(_time);
        _handler = new UdpRequestHandler(new AnnounceDesk(new TrackerOptions(), _table, new Random(1)), _connectionIds, _counters);
    }

    [Fact]
    public void A_connect_is_answered_with_no_more_bytes_than_it_has()
    {
        var request = new byte[UdpRequestHeader.Size];
        UdpRequestHeader.Connect(77).Write(request);

        var answer = Handle(request, Client);

        answer.Length.ShouldBeLessThanOrEqualTo(request.Length);
        UdpConnectCodec.TryReadResponse(answer, out var connectionId).ShouldBeTrue();
        _connectionIds.IsValid(connectionId, Client.Address).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_is_said_to_whoever_has_not_proved_where_it_is()
    {
        var genuine = _connectionIds.Create(Client.Address);

        Handle(Announce(genuine ^ 1, Some.Request()), Client).ShouldBeEmpty();
        Handle(Announce(genuine, Some.Request()), IPEndPoint.Parse("203.0.113.2:5555")).ShouldBeEmpty();
        Handle(Announce(UdpRequestHeader.ProtocolId, Some.Request()), Client).ShouldBeEmpty();
        _time.Advance(TimeSpan.FromMinutes(4));
        Handle(Announce(genuine, Some.Request()), Client).ShouldBeEmpty();

        _table.Count().Peers.ShouldBe(0);
        _counters.Dropped.ShouldBe(4);
    }

    [Fact]
    public void A_client_without_a_port_gets_no_answer()
    {
        var request = new byte[UdpRequestHeader.Size];
        UdpRequestHeader.Connect(77).Write(request);

        Handle(request, new IPEndPoint(Client.Address, 0)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_announce_is_answered_with_peers_of_its_family(bool ipv6)
    {
        var client = ipv6 ? IPv6Client : Client;
        _table.Announce(Some.Announcement("198.51.100.1:1"));
        _table.Announce(Some.Announcement("[2001:db8:1::1]:2", isSeed: true));

        var answer = Handle(Announce(_connectionIds.Create(client.Address), Some.Request()), client);

        UdpAnnounceCodec.TryReadResponse(answer, ipv6 ? CompactPeers.IPv6Size : CompactPeers.IPv4Size, out var response).ShouldBeTrue();
        response!.Peers.ShouldBe([ipv6 ? IPEndPoint.Parse("[2001:db8:1::1]:2") : IPEndPoint.Parse("198.51.100.1:1")]);
        response.Incomplete.ShouldBe(2);
        response.Complete.ShouldBe(1);
        response.Interval.ShouldBeInRange(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(33));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_answer_fits_into_one_packet_however_many_peers_are_wanted(bool ipv6)
    {
        var client = ipv6 ? IPv6Client : Client;
        for (var number = 1; number <= 250; number++)
        {
            _table.Announce(Some.Announcement(ipv6 ? $"[2001:db8:{number}::1]:{number}" : $"198.51.100.{number}:{number}"));
        }

        var answer = Handle(Announce(_connectionIds.Create(client.Address), Some.Request() with { PeersWanted = int.MaxValue }), client);

        // IPv6 takes no packet in parts on the way: its least is 1,280 bytes, of which 48 are headers.
        answer.Length.ShouldBeInRange(1_200, 1_280 - 48);
    }

    [Theory]
    [InlineData("203.0.113.1:5555", "10.0.0.1", "203.0.113.1")]
    [InlineData("203.0.113.1:5555", "198.51.100.1", "203.0.113.1")]
    [InlineData("10.0.0.9:5555", "198.51.100.1", "198.51.100.1")]
    [InlineData("10.0.0.9:5555", "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.9:5555", "127.0.0.1", "10.0.0.9")]
    [InlineData("10.0.0.9:5555", "224.0.0.1", "10.0.0.9")]
    [InlineData("127.0.0.1:5555", "127.0.0.2", "127.0.0.2")]
    [InlineData("127.0.0.1:5555", "10.0.0.1", "10.0.0.1")]
    public void An_address_that_a_client_gives_itself_is_believed_from_near_by_only(string source, string claimed, string kept)
    {
        var client = IPEndPoint.Parse(source);

        Handle(Announce(_connectionIds.Create(client.Address), Some.Request(1001) with { Address = IPAddress.Parse(claimed) }), client);

        Some.PeersOf(_table.Announce(Some.Announcement("203.0.113.77:7"))).ShouldBe([$"{kept}:1001"]);
    }

    [Fact]
    public void A_torrent_that_is_not_on_the_list_is_refused_and_shown_empty()
    {
        var options = new TrackerOptions { Allowed = new HashSet<Sha1Hash> { Some.InfoHash(2) } };
        _handler = new UdpRequestHandler(new AnnounceDesk(options, _table, new Random(1)), _connectionIds, _counters);
        _table.Announce(Some.Announcement("10.0.0.1:1"));
        var id = _connectionIds.Create(Client.Address);

        UdpErrorCodec.TryReadResponse(Handle(Announce(id, Some.Request()), Client), out var reason).ShouldBeTrue();
        var scrape = new byte[UdpScrapeCodec.MaxSize];
        scrape = scrape[..UdpScrapeCodec.WriteRequest(scrape, id, 5, [Some.InfoHash()])];
        UdpScrapeCodec.TryReadResponse(Handle(scrape, Client), [Some.InfoHash()], out var counts).ShouldBeTrue();

        reason.ShouldBe("this tracker does not serve this torrent");
        counts.Torrents[Some.InfoHash()].ShouldBe(default);
    }

    [Fact]
    public void A_scrape_counts_each_torrent()
    {
        _table.Announce(Some.Announcement("10.0.0.1:1", isSeed: true, infoHash: 2));
        Sha1Hash[] asked = [.. Enumerable.Range(1, TrackerLimits.MaxScrape).Select(Some.InfoHash)];
        var request = new byte[UdpScrapeCodec.MaxSize];
        UdpScrapeCodec.WriteRequest(request, _connectionIds.Create(Client.Address), 5, asked);

        UdpScrapeCodec.TryReadResponse(Handle(request, Client), asked, out var response).ShouldBeTrue();

        response.Torrents.Count.ShouldBe(TrackerLimits.MaxScrape);
        response.Torrents[Some.InfoHash(2)].ShouldBe(new ScrapeCounts(1, 0, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_announce_of_a_known_peer_makes_no_object(bool ipv6)
    {
        var client = ipv6 ? IPv6Client : Client;
        for (var number = 1; number <= 100; number++)
        {
            _table.Announce(Some.Announcement(ipv6 ? $"[2001:db8:{number}::1]:{number}" : $"198.51.100.{number}:{number}"));
        }

        HostEndPoint sender = client;
        var request = Announce(_connectionIds.Create(client.Address), Some.Request());
        _handler.Respond(request, sender, _response);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 1_000; round++)
        {
            _handler.Respond(request, sender, _response);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000);
    }

    [Fact]
    public void Any_datagram_is_answered_or_dropped() => Prop.ForAll<byte[], byte>((bytes, action) =>
    {
        if (bytes.Length >= UdpRequestHeader.Size)
        {
            new UdpRequestHeader(_connectionIds.Create(Client.Address), (UdpTrackerAction)(action % 5), 1).Write(bytes);
        }

        Handle(bytes, Client);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300));

    private static byte[] Announce(long connectionId, AnnounceRequest request)
    {
        var datagram = new byte[UdpAnnounceCodec.RequestSize];
        UdpAnnounceCodec.WriteRequest(datagram, connectionId, 9, request, "");
        return datagram;
    }

    private byte[] Handle(byte[] request, IPEndPoint client) => _response[.._handler.Respond(request, client, _response)];
}
