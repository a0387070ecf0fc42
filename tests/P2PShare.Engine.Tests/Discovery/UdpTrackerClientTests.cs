using System.Net;
using P2PShare.Engine.Discovery;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class UdpTrackerClientTests : IAsyncDisposable
{
    private const string Url = "udp://203.0.113.1:6969/announce?key=1";
    private const long ConnectionId = 0x1122334455667788;

    private static readonly byte[] Peer = [1, 2, 3, 4, 0, 80];

    private readonly TrackerWorld _world = new();
    private readonly IDatagramSocket _tracker;

    public UdpTrackerClientTests() => _tracker = _world.Bind("203.0.113.1");

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _tracker.DisposeAsync();
    }

    [Fact]
    public async Task Connects_and_announces_with_the_path_of_the_url()
    {
        var announcing = _world.StartAnnounce(Url);
        await AnswerConnectAsync(await ReceiveAsync());
        var request = await ReceiveAsync();

        UdpAnnounceCodec.TryReadRequest(request.Bytes, out var announced).ShouldBeTrue();
        announced!.InfoHash.ShouldBe(TrackerWorld.Request.InfoHash);
        request.Header.ConnectionId.ShouldBe(ConnectionId);
        UdpUrlData.Read(request.Bytes.AsSpan(UdpAnnounceCodec.RequestSize)).ShouldBe("/announce?key=1");
        await AnswerAnnounceAsync(request);

        var answer = await announcing;
        answer.IsSuccess.ShouldBeTrue();
        answer.Peers.ShouldBe([IPEndPoint.Parse("1.2.3.4:80")]);
        answer.Response!.Interval.ShouldBe(TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task Reads_peers_of_18_bytes_over_ipv6()
    {
        await using var tracker = _world.Bind("2001:db8:1::1");
        var announcing = _world.StartAnnounce("udp://[2001:db8:1::1]:6969", TrackerFamily.IPv6);
        await AnswerConnectAsync(await ReceiveAsync(tracker), tracker);
        var request = await ReceiveAsync(tracker);
        request.Bytes.Length.ShouldBe(UdpAnnounceCodec.RequestSize, "a URL without a path has nothing to tell");

        await AnswerAnnounceAsync(request, tracker, IPAddress.Parse("2001:db8:2::2").GetAddressBytes().Concat<byte>([0, 80]).ToArray());

        (await announcing).Peers.ShouldBe([IPEndPoint.Parse("[2001:db8:2::2]:80")]);
    }

    [Fact]
    public async Task A_connection_id_is_used_for_a_minute_and_not_longer()
    {
        await AnnounceOnceAsync(connects: true);
        _world.Time.Advance(TimeSpan.FromSeconds(59));
        await AnnounceOnceAsync(connects: false);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await AnnounceOnceAsync(connects: true);
    }

    [Fact]
    public async Task A_silent_tracker_is_asked_three_times_at_growing_distance_and_given_up()
    {
        var announcing = _world.StartAnnounce(Url);
        foreach (var seconds in new[] { 15, 30, 60 })
        {
            (await ReceiveAsync()).Header.IsConnect.ShouldBeTrue();
            await WaitInVainAsync(TimeSpan.FromSeconds(seconds), announcing);
        }

        (await Eventually.Completes(announcing)).Problem.ShouldBe("the tracker does not answer");
    }

    [Fact]
    public async Task A_lost_announce_is_sent_again()
    {
        var announcing = _world.StartAnnounce(Url);
        await AnswerConnectAsync(await ReceiveAsync());
        var lost = await ReceiveAsync();
        await WaitInVainAsync(TimeSpan.FromSeconds(15), announcing);
        var again = await ReceiveAsync();

        again.Header.ShouldBe(lost.Header with { TransactionId = again.Header.TransactionId });
        again.Header.TransactionId.ShouldNotBe(lost.Header.TransactionId);
        await AnswerAnnounceAsync(again);

        (await announcing).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Answers_that_are_not_the_trackers_are_dropped()
    {
        await using var stranger = _world.Bind("203.0.113.66");
        await using var otherPort = _world.Bind("203.0.113.1", port: 7000);
        var announcing = _world.StartAnnounce(Url);
        var connect = await ReceiveAsync();

        await AnswerConnectAsync(connect with { Header = connect.Header with { TransactionId = connect.Header.TransactionId + 1 } }, connectionId: 666);
        await AnswerConnectAsync(connect, stranger, connectionId: 666);
        await AnswerConnectAsync(connect, otherPort, connectionId: 666);
        await _tracker.SendAsync(new byte[3], connect.Client, CancellationToken.None);
        await _tracker.SendAsync(new byte[60_000], connect.Client, CancellationToken.None);
        await AnswerConnectAsync(connect);

        var request = await ReceiveAsync();
        request.Header.ConnectionId.ShouldBe(ConnectionId);
        await AnswerAnnounceAsync(request, stranger);
        await AnswerAnnounceAsync(request, bytes: []);
        (await announcing).Peers.ShouldBeEmpty("the answer that counts is the tracker's");
    }

    [Fact]
    public async Task Transaction_ids_cannot_be_guessed_from_earlier_ones()
    {
        var ids = new List<uint>();
        for (var i = 0; i < 20; i++)
        {
            var announcing = _world.StartAnnounce(Url);
            var request = await ReceiveAsync();
            ids.Add(request.Header.TransactionId);
            await RefuseAsync(request, "no");
            await announcing;
        }

        ids.Zip(ids.Skip(1), (one, next) => unchecked(next - one)).Distinct().Count().ShouldBe(19);
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason_and_the_connection_id_forgotten()
    {
        await AnnounceOnceAsync(connects: true);
        var announcing = _world.StartAnnounce(Url);
        await RefuseAsync(await ReceiveAsync(), "\u001b[31mwho are you");

        var answer = await announcing;

        answer.IsSuccess.ShouldBeFalse();
        answer.Problem.ShouldBe("\\u001b[31mwho are you");
        await AnnounceOnceAsync(connects: true);
    }

    [Fact]
    public async Task An_answer_of_another_action_makes_no_sense()
    {
        var announcing = _world.StartAnnounce(Url);
        var connect = await ReceiveAsync();
        await AnswerAnnounceAsync(connect);

        (await announcing).Problem.ShouldBe("the tracker's answer makes no sense");
    }

    [Fact]
    public async Task A_name_that_leads_into_this_network_is_not_asked()
    {
        _world.Names["rebound.example"] = [IPAddress.Parse("10.0.0.9")];

        (await _world.AnnounceAsync("udp://rebound.example:6969")).Problem.ShouldBe("the tracker's host name leads into the local network");
    }

    [Fact]
    public async Task Peers_nearer_than_the_tracker_are_not_believed()
    {
        var announcing = _world.StartAnnounce(Url);
        await AnswerConnectAsync(await ReceiveAsync());
        await AnswerAnnounceAsync(await ReceiveAsync(), bytes: [10, 0, 0, 1, 0, 80, 127, 0, 0, 1, 0, 80, .. Peer]);

        (await announcing).Peers.ShouldBe([IPEndPoint.Parse("1.2.3.4:80")]);
    }

    [Fact]
    public async Task Disposing_ends_what_waits_for_an_answer()
    {
        await using var world = new TrackerWorld();
        await using var tracker = world.Bind("203.0.113.1");
        var announcing = world.StartAnnounce(Url);
        await ReceiveAsync(tracker);

        await world.DisposeAsync();
        await world.Time.AdvanceUntilAsync(announcing, TimeSpan.FromSeconds(1));

        (await announcing).IsSuccess.ShouldBeFalse();
    }

    private async Task AnnounceOnceAsync(bool connects)
    {
        var announcing = _world.StartAnnounce(Url);
        if (connects)
        {
            await AnswerConnectAsync(await ReceiveAsync());
        }

        await AnswerAnnounceAsync(await ReceiveAsync());
        (await announcing).IsSuccess.ShouldBeTrue();
    }

    // Moves the clock to the end of the client's waiting, of which nothing comes a moment before.
    private async Task WaitInVainAsync(TimeSpan wait, Task announcing)
    {
        await Eventually.Is(() => _world.Time.ArmedTimerCount == 1);
        _world.Time.Advance(wait - TimeSpan.FromMilliseconds(1));
        announcing.IsCompleted.ShouldBeFalse();
        _world.Time.ArmedTimerCount.ShouldBe(1);
        _world.Time.Advance(TimeSpan.FromMilliseconds(1));
    }

    private async Task<Received> ReceiveAsync(IDatagramSocket? socket = null)
    {
        var buffer = new byte[4096];
        var (length, sender) = await (socket ?? _tracker).ReceiveAsync(buffer, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        UdpRequestHeader.TryRead(buffer.AsSpan(0, length), out var header).ShouldBeTrue();
        return new Received(buffer[..length], header, sender);
    }

    private async Task AnswerConnectAsync(Received request, IDatagramSocket? from = null, long connectionId = ConnectionId)
    {
        request.Header.IsConnect.ShouldBeTrue();
        var datagram = new byte[UdpConnectCodec.ResponseSize];
        UdpConnectCodec.WriteResponse(datagram, request.Header.TransactionId, connectionId);
        await (from ?? _tracker).SendAsync(datagram, request.Client, CancellationToken.None);
    }

    private async Task AnswerAnnounceAsync(Received request, IDatagramSocket? from = null, byte[]? bytes = null)
    {
        var datagram = new byte[200];
        var length = UdpAnnounceCodec.WriteResponse(datagram, request.Header.TransactionId, TimeSpan.FromMinutes(15), 1, 1, bytes ?? Peer);
        await (from ?? _tracker).SendAsync(datagram.AsMemory(0, length), request.Client, CancellationToken.None);
    }

    private async Task RefuseAsync(Received request, string reason)
    {
        var datagram = new byte[200];
        var length = UdpErrorCodec.WriteResponse(datagram, request.Header.TransactionId, reason);
        await _tracker.SendAsync(datagram.AsMemory(0, length), request.Client, CancellationToken.None);
    }

    private sealed record Received(byte[] Bytes, UdpRequestHeader Header, IPEndPoint Client);
}
