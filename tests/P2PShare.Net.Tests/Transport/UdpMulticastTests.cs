using System.Net;
using System.Net.Sockets;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

/// <summary>On this machine's own interface alone: nothing leaves it.</summary>
public sealed class UdpMulticastTests
{
    [Fact]
    public async Task Two_programs_on_one_machine_hear_each_other_and_themselves()
    {
        var group = new IPEndPoint(IPAddress.Parse("239.192.152.143"), FreePort());
        await using var one = new UdpMulticast().Join(group, IPAddress.Loopback);
        await using var other = new UdpMulticast().Join(group, IPAddress.Loopback);
        byte[] sent = [1, 2, 3];

        await one.SendAsync(sent, CancellationToken.None);

        foreach (var socket in (IMulticastSocket[])[one, other])
        {
            var received = new byte[10];
            var (length, sender) = await Eventually.Completes(socket.ReceiveAsync(received, CancellationToken.None).AsTask());
            received[..length].ShouldBe(sent);
            sender.Address.ShouldBe(IPAddress.Loopback);
            socket.InterfaceCount.ShouldBe(1);
            socket.IsNeighbour(IPAddress.Parse("127.0.0.9")).ShouldBeTrue();
            socket.IsNeighbour(IPAddress.Parse("128.0.0.9")).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task An_address_of_another_family_has_no_interface_and_nothing_is_sent()
    {
        await using var socket = new UdpMulticast().Join(new IPEndPoint(IPAddress.Parse("239.192.152.143"), FreePort()), IPAddress.IPv6Loopback);

        socket.InterfaceCount.ShouldBe(0);
        await socket.SendAsync(new byte[] { 1 }, CancellationToken.None);
        socket.Refresh().ShouldBeFalse();
    }

    [Fact]
    public async Task A_receive_ends_with_its_socket()
    {
        var socket = new UdpMulticast().Join(new IPEndPoint(IPAddress.Parse("239.192.152.143"), FreePort()), IPAddress.Loopback);
        var receiving = socket.ReceiveAsync(new byte[10], CancellationToken.None).AsTask();

        await socket.DisposeAsync();

        (await Eventually.Completes(receiving)).Length.ShouldBe(-1);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
