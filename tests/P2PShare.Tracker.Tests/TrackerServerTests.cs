using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests;

public sealed class TrackerServerTests
{
    [Fact]
    public async Task Leechers_that_announce_over_http_get_each_other()
    {
        await using var tracker = await RunningTracker.StartAsync();
        var first = await tracker.AnnounceAsync(Some.Request(1001) with { Event = AnnounceEvent.Started });

        var second = await tracker.AnnounceAsync(Some.Request(1002) with { Event = AnnounceEvent.Started });

        first.Peers.ShouldBeEmpty();
        second.Peers.ShouldBe([Some.EndPoint("127.0.0.1:1001")]);
        second.Incomplete.ShouldBe(2);
        second.Complete.ShouldBe(0);
        second.ExternalAddress.ShouldBe(IPAddress.Loopback);
        second.Interval.ShouldBeInRange(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(33));
        second.MinInterval.ShouldBe(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Peers_of_ipv6_are_told_apart_from_peers_of_ipv4()
    {
        await using var tracker = await RunningTracker.StartAsync(address: IPAddress.IPv6Loopback);
        await tracker.AnnounceAsync(Some.Request(1001));

        var answer = await tracker.AnnounceAsync(Some.Request(1002));

        answer.Peers.ShouldBe([Some.EndPoint("[::1]:1001")]);
        answer.ExternalAddress.ShouldBe(IPAddress.IPv6Loopback);
    }

    [Fact]
    public async Task An_any_address_of_ipv6_serves_ipv4_too_and_knows_such_peers_as_ipv4()
    {
        await using var tracker = await RunningTracker.StartAsync(address: IPAddress.IPv6Any);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        var body = await client.GetByteArrayAsync(new Uri($"http://127.0.0.1:{tracker.Server.HttpEndPoint!.Port}/announce?{AnnounceQuery.Write(Some.Request())}"));

        HttpAnnounceCodec.TryRead(body, out var answer).ShouldBeTrue();
        answer!.ExternalAddress.ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task Plain_answers_name_peers_with_their_ids_unless_the_client_asks_for_none()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await tracker.AnnounceAsync(Some.Request(1001));
        var request = Some.Request(1002) with { Compact = false };

        using var plain = await tracker.GetAsync("announce?" + AnnounceQuery.Write(request));
        using var lean = await tracker.GetAsync("announce?" + AnnounceQuery.Write(request with { OmitPeerIds = true }));

        Encoding.Latin1.GetString(await plain.Content.ReadAsByteArrayAsync()).ShouldContain("5:peersld2:ip9:127.0.0.17:peer id20:");
        Encoding.Latin1.GetString(await lean.Content.ReadAsByteArrayAsync()).ShouldContain("5:peersld2:ip9:127.0.0.14:porti1001eee");
    }

    [Theory]
    [InlineData("announce", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("announce?info_hash=abc&peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("announce?info_hash=abcdefghijklmnopqrst&port=1", "peer_id must be 20 bytes, percent-encoded")]
    [InlineData("announce?info_hash=abcdefghijklmnopqrst&peer_id=abcdefghijklmnopqrst&port=65536", "port must be a number from 0 to 65535")]
    [InlineData("scrape", "a scrape names its torrents: info_hash must be 20 bytes, percent-encoded")]
    public async Task What_cannot_be_answered_is_refused_with_a_reason_and_status_200(string request, string reason)
    {
        await using var tracker = await RunningTracker.StartAsync();

        using var response = await tracker.GetAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        HttpAnnounceCodec.TryRead(await response.Content.ReadAsByteArrayAsync(), out var answer).ShouldBeTrue();
        answer!.FailureReason.ShouldBe(reason);
        tracker.Server.Snapshot().Refused.ShouldBe(1);
    }

    [Fact]
    public async Task A_torrent_that_is_not_on_the_list_is_not_served()
    {
        await using var tracker = await RunningTracker.StartAsync(new TrackerOptions { Allowed = new HashSet<Sha1Hash> { Some.InfoHash(1) } });

        var allowed = await tracker.AnnounceAsync(Some.Request(infoHash: 1));
        var other = await tracker.AnnounceAsync(Some.Request(infoHash: 2));

        allowed.FailureReason.ShouldBeNull();
        other.FailureReason.ShouldBe("this tracker does not serve this torrent");
        tracker.Server.Snapshot().Torrents.ShouldBe(1);
    }

    [Fact]
    public async Task A_scrape_counts_seeds_leechers_and_downloads_of_each_torrent_asked_for()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await tracker.AnnounceAsync(Some.Request(1001, left: 0));
        await tracker.AnnounceAsync(Some.Request(1002));
        await tracker.AnnounceAsync(Some.Request(1003) with { Event = AnnounceEvent.Started });
        await tracker.AnnounceAsync(Some.Request(1003, left: 0) with { Event = AnnounceEvent.Completed });

        using var response = await tracker.GetAsync("scrape?" + ScrapeQuery.Write([Some.InfoHash(1), Some.InfoHash(2)]));

        HttpScrapeCodec.TryRead(await response.Content.ReadAsByteArrayAsync(), out var scrape).ShouldBeTrue();
        scrape!.Torrents[Some.InfoHash(1)].ShouldBe(new ScrapeCounts(Complete: 2, Downloaded: 1, Incomplete: 1));
        scrape.Torrents[Some.InfoHash(2)].ShouldBe(default);
    }

    [Fact]
    public async Task A_client_on_this_machine_may_say_under_which_address_it_is_known()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await tracker.AnnounceAsync(Some.Request(1001), "&ip=10.1.2.3");

        var answer = await tracker.AnnounceAsync(Some.Request(1002));

        answer.Peers.ShouldBe([Some.EndPoint("10.1.2.3:1001")]);
    }

    [Fact]
    public async Task Statistics_are_served_as_json()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await tracker.AnnounceAsync(Some.Request(1001, left: 0));
        await tracker.AnnounceAsync(Some.Request(1002));
        tracker.Time.Advance(TimeSpan.FromSeconds(5));

        using var response = await tracker.GetAsync("stats");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            """{"uptime":5,"interval":1800,"torrents":1,"peers":2,"seeds":1,"leechers":1,"http_announces":2,"udp_announces":0,"scrapes":0,"refused":0,"dropped":0}""");
    }

    [Fact]
    public async Task Metrics_are_served_for_prometheus()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await tracker.AnnounceAsync(Some.Request());

        using var response = await tracker.GetAsync("metrics");

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        lines.ShouldContain("# TYPE p2pshare_tracker_announces_total counter");
        lines.ShouldContain("p2pshare_tracker_announces_total{protocol=\"http\"} 1");
        lines.ShouldContain("p2pshare_tracker_peers{kind=\"leecher\"} 1");
    }

    [Fact]
    public async Task The_page_for_people_shows_counts_and_no_address_of_a_peer()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await tracker.AnnounceAsync(Some.Request(1001), "&ip=10.77.77.77");

        using var response = await tracker.GetAsync("");

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var page = await response.Content.ReadAsStringAsync();
        page.ShouldContain($"<code>http://{tracker.Server.HttpEndPoint}/announce</code>");
        page.ShouldContain("<td>Leechers</td><td>1</td>");
        page.ShouldNotContain("10.77.77.77");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("announce/more")]
    [InlineData("%2e%2e/stats")]
    public async Task Other_paths_are_not_found(string path)
    {
        await using var tracker = await RunningTracker.StartAsync();

        using var response = await tracker.GetAsync(path);

        response.StatusCode.ShouldBe(path.Contains("stats", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_request_larger_than_any_announce_is_not_read()
    {
        await using var tracker = await RunningTracker.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var withHeaders = new HttpRequestMessage(HttpMethod.Get, tracker.Root);
        withHeaders.Headers.Add("X-Pad", new string('x', 9_000));

        using var longLine = await tracker.GetAsync("announce?" + new string('x', 9_000));
        using var longHeaders = await client.SendAsync(withHeaders);
        using var body = await client.PostAsync(new Uri(tracker.Root, "announce"), new ByteArrayContent(new byte[10]));

        longLine.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
        longHeaders.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        body.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task A_port_in_use_is_named_as_the_problem()
    {
        await using var tracker = await RunningTracker.StartAsync();
        await using var second = new TrackerServer(
            new TrackerOptions { Http = tracker.Server.HttpEndPoint }, new UdpTransport(), TimeProvider.System, NullLoggerFactory.Instance);

        var exception = await Should.ThrowAsync<NetException>(second.StartAsync(CancellationToken.None));

        exception.Message.ShouldBe($"cannot listen on {tracker.Server.HttpEndPoint}: address already in use");
    }

    [Fact]
    public void Settings_out_of_range_are_refused_at_once() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new TrackerServer(
            new TrackerOptions { Interval = TimeSpan.FromSeconds(9) }, new UdpTransport(), TimeProvider.System, NullLoggerFactory.Instance));
}
