using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using P2PShare.Testing.Network;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Testing;

public sealed class InMemoryNetworkTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryNetwork _network;

    public InMemoryNetworkTests() => _network = new InMemoryNetwork(_time);

    private InMemoryHost Alice => _network.Host("10.0.0.1");

    private InMemoryHost Bob => _network.Host("10.0.0.2");

    [Fact]
    public async Task Hosts_see_each_other_by_their_addresses()
    {
        var (near, far) = await ConnectAsync();

        near.RemoteEndPoint.Address.ShouldBe(IPAddress.Parse("10.0.0.2"));
        far.RemoteEndPoint.Address.ShouldBe(IPAddress.Parse("10.0.0.1"));
    }

    [Fact]
    public async Task A_host_nobody_made_is_unreachable()
    {
        var unknown = new IPEndPoint(IPAddress.Parse("10.0.0.99"), 1);

        (await Should.ThrowAsync<NetException>(async () => await Alice.ConnectAsync(unknown, null, default))).Message.ShouldBe("host unreachable");
    }

    [Fact]
    public async Task Bytes_and_connects_take_their_time()
    {
        _network.Latency = TimeSpan.FromMilliseconds(30);
        Alice.Latency = TimeSpan.FromMilliseconds(20);
        await using var listener = Bob.Listen(new IPEndPoint(IPAddress.Any, 7));
        var connecting = Alice.ConnectAsync(new IPEndPoint(Bob.Addresses[0], 7), null, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(99));
        connecting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var near = await Eventually.Completes(connecting);
        var far = (await listener.AcceptAsync(default))!;

        (await near.SendAsync(new byte[] { 1 }, default)).ShouldBeTrue();
        var receiving = far.ReceiveAsync(new byte[1], default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(49));
        await ManualTimeProvider.LetTasksRunAsync();
        receiving.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(2));

        (await Eventually.Completes(receiving)).ShouldBe(1);
    }

    [Fact]
    public async Task While_a_host_is_cut_off_streams_stand_still_and_then_go_on()
    {
        var (near, far) = await ConnectAsync();
        Bob.CutOff();

        (await near.SendAsync(new byte[] { 5 }, default)).ShouldBeTrue();
        near.Abort();
        var receiving = far.ReceiveAsync(new byte[1], default).AsTask();
        await ManualTimeProvider.LetTasksRunAsync();
        receiving.IsCompleted.ShouldBeFalse();

        Bob.Restore();
        (await Eventually.Completes(receiving)).ShouldBe(1);
        (await far.ReceiveAsync(new byte[1], default)).ShouldBe(0);
    }

    [Fact]
    public async Task Connecting_to_a_host_that_is_cut_off_waits()
    {
        await using var listener = Bob.Listen(new IPEndPoint(IPAddress.Any, 7));
        Bob.CutOff();
        var connecting = Alice.ConnectAsync(new IPEndPoint(Bob.Addresses[0], 7), null, default).AsTask();
        await ManualTimeProvider.LetTasksRunAsync();
        connecting.IsCompleted.ShouldBeFalse();

        Bob.Restore();

        await Eventually.Completes(connecting);
    }

    [Fact]
    public async Task Killed_connections_end_on_both_sides()
    {
        var (near, far) = await ConnectAsync();
        (await near.SendAsync(new byte[] { 5 }, default)).ShouldBeTrue();

        Alice.KillConnections();

        (await far.ReceiveAsync(new byte[1], default)).ShouldBe(0);
        (await near.ReceiveAsync(new byte[1], default)).ShouldBe(0);
        (await near.SendAsync(new byte[1], default)).ShouldBeFalse();
        (await far.SendAsync(new byte[1], default)).ShouldBeFalse();
        Alice.ConnectionCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_pipe_holds_as_much_as_it_is_told()
    {
        _network.PipeCapacity = 1000;
        var (near, far) = await ConnectAsync();

        (await near.SendAsync(new byte[1000], default)).ShouldBeTrue();
        var sending = near.SendAsync(new byte[1], default).AsTask();
        sending.IsCompleted.ShouldBeFalse();
        (await far.ReceiveAsync(new byte[1], default)).ShouldBe(1);

        (await Eventually.Completes(sending)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_seed_loses_the_same_datagrams()
    {
        var first = await ReceivedAsync(seed: 5);

        first.Count.ShouldBeInRange(300, 700);
        (await ReceivedAsync(seed: 5)).ShouldBe(first);
        (await ReceivedAsync(seed: 6)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Both_families_reach_a_host_that_has_both()
    {
        var both = _network.AddHost(IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8::1"));
        var sixth = _network.Host("2001:db8::2");
        await using var listener = both.Listen(new IPEndPoint(IPAddress.IPv6Any, 7));

        await using var four = await Alice.ConnectAsync(new IPEndPoint(both.Addresses[0], 7), null, default);
        await using var six = await sixth.ConnectAsync(new IPEndPoint(both.Addresses[1], 7), null, default);

        (await listener.AcceptAsync(default))!.RemoteEndPoint.Address.ShouldBe(Alice.Addresses[0]);
        (await listener.AcceptAsync(default))!.RemoteEndPoint.Address.ShouldBe(sixth.Addresses[0]);
        await Should.ThrowAsync<NetException>(async () => await Alice.ConnectAsync(new IPEndPoint(both.Addresses[1], 7), null, default));
    }

    private static async Task<List<int>> ReceivedAsync(int seed)
    {
        var network = new InMemoryNetwork(seed: seed) { DatagramLoss = 0.5 };
        await using var sender = network.Host("10.0.0.1").Bind(new IPEndPoint(IPAddress.Any, 0));
        await using var receiver = network.Host("10.0.0.2").Bind(new IPEndPoint(IPAddress.Any, 9));
        for (var i = 0; i < 1000; i++)
        {
            await sender.SendAsync(BitConverter.GetBytes(i), new IPEndPoint(IPAddress.Parse("10.0.0.2"), 9), default);
        }

        var received = new List<int>();
        var buffer = new byte[4];
        while (receiver.ReceiveAsync(buffer, default).AsTask() is { IsCompleted: true } arrived)
        {
            await arrived;
            received.Add(BitConverter.ToInt32(buffer));
        }

        return received;
    }

    private async Task<(IConnection Near, IConnection Far)> ConnectAsync()
    {
        await using var listener = Bob.Listen(new IPEndPoint(IPAddress.Any, 0));
        var near = await Alice.ConnectAsync(new IPEndPoint(Bob.Addresses[0], listener.LocalEndPoint.Port), null, default);
        return (near, (await listener.AcceptAsync(default))!);
    }
}
