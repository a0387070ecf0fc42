using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

public sealed class TcpTransportTests : TransportContract
{
    private protected override ITransport Transport { get; } = new TcpTransport();

    [Fact]
    public async Task Sixty_four_mebibytes_arrive_as_they_were_sent()
    {
        var (near, far) = await ConnectAsync();
        var sent = RandomBytes(64 << 20, seed: 7);

        var sending = near.SendAsync(sent, CancellationToken.None).AsTask();
        var received = await ReceiveAsync(far, sent.Length);

        (await Eventually.Completes(sending)).ShouldBeTrue();
        SHA256.HashData(received).ShouldBe(SHA256.HashData(sent));
    }

    [IPv6Fact]
    public async Task Works_over_IPv6()
    {
        var (near, far) = await ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, 0));

        (await near.SendAsync(new byte[] { 1, 2 }, CancellationToken.None)).ShouldBeTrue();

        (await ReceiveAsync(far, 2)).ShouldBe([1, 2]);
        near.RemoteEndPoint.Address.ShouldBe(IPAddress.IPv6Loopback);
    }

    [IPv6Fact]
    public async Task Listening_on_all_addresses_takes_both_families_and_shows_IPv4_as_IPv4()
    {
        var listener = Listen(new IPEndPoint(IPAddress.IPv6Any, 0));
        var port = listener.LocalEndPoint.Port;

        Keep(await Transport.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), null, CancellationToken.None));
        var fourth = Keep((await listener.AcceptAsync(CancellationToken.None))!);
        Keep(await Transport.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, port), null, CancellationToken.None));
        var sixth = Keep((await listener.AcceptAsync(CancellationToken.None))!);

        fourth.RemoteEndPoint.Address.ShouldBe(IPAddress.Loopback);
        fourth.LocalEndPoint.ShouldBe(new IPEndPoint(IPAddress.Loopback, port));
        sixth.RemoteEndPoint.Address.ShouldBe(IPAddress.IPv6Loopback);
    }

    [IPv6Fact]
    public async Task Listening_on_all_IPv4_addresses_takes_no_IPv6()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Any, 0));
        var port = listener.LocalEndPoint.Port;

        Keep(await Transport.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), null, CancellationToken.None));
        await Should.ThrowAsync<NetException>(
            async () => await Transport.ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, port), null, CancellationToken.None));
    }

    [Fact]
    public async Task A_mapped_address_is_connected_to_as_IPv4()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var mapped = new IPEndPoint(IPAddress.Loopback.MapToIPv6(), listener.LocalEndPoint.Port);

        var near = Keep(await Transport.ConnectAsync(mapped, null, CancellationToken.None));

        near.RemoteEndPoint.ShouldBe(listener.LocalEndPoint);
    }

    [Fact]
    public async Task A_peer_that_closed_only_its_sending_side_can_still_be_sent_to()
    {
        var (near, raw) = await ConnectRawAsync();
        using (raw)
        {
            raw.Shutdown(SocketShutdown.Send);

            (await ReceiveOnceAsync(near)).ShouldBe(0);
            (await near.SendAsync(new byte[] { 5 }, CancellationToken.None)).ShouldBeTrue();

            var received = new byte[1];
            (await raw.ReceiveAsync(received)).ShouldBe(1);
            received.ShouldBe([5]);
        }
    }

    [Fact]
    public async Task A_reset_is_an_end_and_no_exception()
    {
        var (near, raw) = await ConnectRawAsync();
        var receiving = near.ReceiveAsync(new byte[10], CancellationToken.None).AsTask();

        raw.LingerState = new LingerOption(true, 0);
        raw.Dispose();

        (await Eventually.Completes(receiving)).ShouldBe(0);
        (await near.WaitReadableAsync(CancellationToken.None)).ShouldBeTrue();
        (await near.SendAsync(new byte[1000], CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Peers_that_reset_before_they_are_accepted_do_not_hold_up_the_next()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        for (var i = 0; i < 20; i++)
        {
            using var gone = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            await gone.ConnectAsync(listener.LocalEndPoint);
        }

        var last = Keep(await Transport.ConnectAsync(listener.LocalEndPoint, null, CancellationToken.None));
        IConnection accepted;
        do
        {
            accepted = Keep((await Eventually.Completes(listener.AcceptAsync(CancellationToken.None).AsTask()))!);
        }
        while (!accepted.RemoteEndPoint.Equals(last.LocalEndPoint));
    }

    [Fact]
    public async Task Messages_are_not_held_back_to_be_put_together()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var connected = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await connected.ConnectAsync(listening.LocalEndPoint!);

        await using var connection = new TcpConnection(connected);

        connected.NoDelay.ShouldBeTrue();
    }

    private async Task<(IConnection Near, Socket Raw)> ConnectRawAsync()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var raw = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await raw.ConnectAsync(listener.LocalEndPoint);
        return (Keep((await listener.AcceptAsync(CancellationToken.None))!), raw);
    }
}
