using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Net.Tests.Transport;

public sealed class UdpTransportTests : DatagramContract
{
    private protected override IDatagramTransport Datagrams { get; } = new UdpTransport();

    [IPv6Fact]
    public async Task One_socket_serves_both_families_and_shows_IPv4_as_IPv4()
    {
        var both = Bind(IPAddress.IPv6Any);
        var fourth = Bind(IPAddress.Loopback);
        var sixth = Bind(IPAddress.IPv6Loopback);

        foreach (var peer in new[] { fourth, sixth })
        {
            await peer.SendAsync(new byte[] { 1 }, new IPEndPoint(peer.LocalEndPoint.Address, both.LocalEndPoint.Port), CancellationToken.None);
            var (_, sender) = await ReceiveAsync(both, new byte[10]);
            sender.ShouldBe(peer.LocalEndPoint);

            await both.SendAsync(new byte[] { 1, 2 }, sender, CancellationToken.None);
            (await ReceiveAsync(peer, new byte[10])).Length.ShouldBe(2);
        }
    }

    [IPv6Fact]
    public async Task Serving_both_families_shows_IPv4_as_IPv4()
    {
        var both = Bind(IPAddress.IPv6Any);
        var senders = new Echo();
        _ = both.ServeAsync(senders, maxDatagram: 10, maxAnswer: 10);
        var fourth = Bind(IPAddress.Loopback);
        var sixth = Bind(IPAddress.IPv6Loopback);

        foreach (var peer in new[] { fourth, sixth })
        {
            await peer.SendAsync(new byte[] { 1 }, new IPEndPoint(peer.LocalEndPoint.Address, both.LocalEndPoint.Port), CancellationToken.None);
            (await ReceiveAsync(peer, new byte[10])).Length.ShouldBe(1);
            senders.Last.ShouldBe(peer.LocalEndPoint);
        }
    }

    private sealed class Echo : IDatagramResponder
    {
        public HostEndPoint Last { get; private set; }

        public int Respond(ReadOnlySpan<byte> datagram, HostEndPoint sender, Span<byte> answer)
        {
            Last = sender;
            datagram.CopyTo(answer);
            return datagram.Length;
        }
    }
}
