using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Udp;

public sealed class UdpFrontEndTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Serves_on_a_real_socket_whatever_garbage_comes_between(string address)
    {
        await using var tracker = await RunningTracker.StartAsync(address: IPAddress.Parse(address));
        await using var client = new UdpTransport().Bind(new IPEndPoint(IPAddress.Parse(address), 0));
        var buffer = new byte[2_000];

        await client.SendAsync(new byte[1], tracker.Server.UdpEndPoint!, CancellationToken.None);
        await client.SendAsync(new byte[8_000], tracker.Server.UdpEndPoint!, CancellationToken.None);
        var connect = new byte[UdpRequestHeader.Size];
        UdpRequestHeader.Connect(77).Write(connect);
        await client.SendAsync(connect, tracker.Server.UdpEndPoint!, CancellationToken.None);
        var received = await Eventually.Completes(client.ReceiveAsync(buffer, CancellationToken.None).AsTask());
        UdpConnectCodec.TryReadResponse(buffer.AsSpan(0, received.Length), out var connectionId).ShouldBeTrue();
        var announce = new byte[UdpAnnounceCodec.SizeOfRequest("/announce")];
        UdpAnnounceCodec.WriteRequest(announce, connectionId, 78, Some.Request(1001), "/announce");
        await client.SendAsync(announce, tracker.Server.UdpEndPoint!, CancellationToken.None);
        received = await Eventually.Completes(client.ReceiveAsync(buffer, CancellationToken.None).AsTask());

        received.Length.ShouldBe(UdpAnnounceCodec.ResponseSize);
        tracker.Server.Snapshot().UdpAnnounces.ShouldBe(1);
        tracker.Server.Snapshot().Peers.ShouldBe(1);
        tracker.Server.Snapshot().Dropped.ShouldBe(1);
    }
}
