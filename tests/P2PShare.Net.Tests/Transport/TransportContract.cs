using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

/// <summary>What every transport does, whether it moves bytes over TCP or inside a test.</summary>
public abstract class TransportContract : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    private protected abstract ITransport Transport { get; }

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }
    }

    [Fact]
    public async Task Bytes_arrive_in_both_directions_and_in_order()
    {
        var (near, far) = await ConnectAsync();
        var there = RandomBytes(3_000_001, seed: 1);
        var back = RandomBytes(2_000_003, seed: 2);

        var sending = Task.WhenAll(near.SendAsync(there, None).AsTask(), far.SendAsync(back, None).AsTask());
        var received = await Eventually.Completes(Task.WhenAll(ReceiveAsync(far, there.Length), ReceiveAsync(near, back.Length)));

        (await sending).ShouldAllBe(sent => sent);
        received[0].AsSpan().SequenceEqual(there).ShouldBeTrue();
        received[1].AsSpan().SequenceEqual(back).ShouldBeTrue();
    }

    [Fact]
    public async Task Both_ends_agree_on_their_addresses()
    {
        var (near, far) = await ConnectAsync();

        far.RemoteEndPoint.ShouldBe(near.LocalEndPoint);
        near.RemoteEndPoint.ShouldBe(far.LocalEndPoint);
    }

    [Fact]
    public async Task What_was_sent_before_the_end_still_arrives()
    {
        var (near, far) = await ConnectAsync();
        var last = RandomBytes(20_000, seed: 3);

        (await near.SendAsync(last, None)).ShouldBeTrue();
        near.Abort();

        (await ReceiveAsync(far, last.Length)).ShouldBe(last);
        (await ReceiveOnceAsync(far)).ShouldBe(0);
    }

    [Fact]
    public async Task A_receive_after_the_end_returns_0_again_and_again()
    {
        var (near, far) = await ConnectAsync();

        near.Abort();

        (await ReceiveOnceAsync(far)).ShouldBe(0);
        (await ReceiveOnceAsync(far)).ShouldBe(0);
    }

    [Fact]
    public async Task Sending_to_a_peer_that_is_gone_ends_in_false()
    {
        var (near, far) = await ConnectAsync();

        far.Abort();

        await Eventually.Completes(SendUntilFalseAsync(near));
    }

    [Fact]
    public async Task Abort_ends_a_pending_receive()
    {
        var (near, _) = await ConnectAsync();
        var receiving = near.ReceiveAsync(new byte[10], None).AsTask();

        near.Abort();

        (await Eventually.Completes(receiving)).ShouldBe(0);
    }

    [Fact]
    public async Task Abort_ends_a_pending_wait_with_false()
    {
        var (near, _) = await ConnectAsync();
        var waiting = near.WaitReadableAsync(None).AsTask();

        near.Abort();

        (await Eventually.Completes(waiting)).ShouldBeFalse();
    }

    [Fact]
    public async Task Abort_ends_a_send_that_nobody_reads()
    {
        var (near, _) = await ConnectAsync();
        var sending = near.SendAsync(new byte[64 << 20], None).AsTask();

        near.Abort();

        (await Eventually.Completes(sending)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_aborted_connection_receives_and_sends_nothing()
    {
        var (near, far) = await ConnectAsync();
        (await far.SendAsync(new byte[10], None)).ShouldBeTrue();

        near.Abort();

        (await near.ReceiveAsync(new byte[10], None)).ShouldBe(0);
        (await near.SendAsync(new byte[10], None)).ShouldBeFalse();
        (await near.WaitReadableAsync(None)).ShouldBeFalse();
    }

    [Fact]
    public async Task Abort_and_dispose_may_be_called_by_many_at_once()
    {
        var (near, far) = await ConnectAsync();

        await Parallel.ForAsync(0, 16, async (_, _) =>
        {
            near.Abort();
            await near.DisposeAsync();
        });

        (await ReceiveOnceAsync(far)).ShouldBe(0);
    }

    [Fact]
    public async Task Waiting_ends_when_something_arrives_and_takes_nothing_of_it()
    {
        var (near, far) = await ConnectAsync();
        var waiting = far.WaitReadableAsync(None).AsTask();
        waiting.IsCompleted.ShouldBeFalse();

        (await near.SendAsync(new byte[] { 1, 2, 3 }, None)).ShouldBeTrue();

        (await Eventually.Completes(waiting)).ShouldBeTrue();
        (await ReceiveAsync(far, 3)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Waiting_ends_with_true_when_the_stream_ends()
    {
        var (near, far) = await ConnectAsync();
        var waiting = far.WaitReadableAsync(None).AsTask();

        near.Abort();

        (await Eventually.Completes(waiting)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_send_waits_while_the_other_side_does_not_read()
    {
        var (near, far) = await ConnectAsync();
        var much = RandomBytes(32 << 20, seed: 4);

        var sending = near.SendAsync(much, None).AsTask();
        (await ReceiveAsync(far, 1_000_000)).ShouldBe(much[..1_000_000]);
        sending.IsCompleted.ShouldBeFalse();
        await ReceiveAsync(far, much.Length - 1_000_000);

        (await Eventually.Completes(sending)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing()
    {
        var (near, far) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var receiving = far.ReceiveAsync(new byte[10], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(receiving));
        (await near.SendAsync(new byte[] { 9 }, None)).ShouldBeTrue();
        (await ReceiveAsync(far, 1)).ShouldBe([9]);
    }

    [Fact]
    public async Task A_send_cancelled_half_way_ends_the_stream()
    {
        var (near, _) = await ConnectAsync();
        using var cancel = new CancellationTokenSource();
        var sending = near.SendAsync(new byte[64 << 20], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(sending));
        (await Eventually.Completes(near.SendAsync(new byte[1], None).AsTask())).ShouldBeFalse();
    }

    [Fact]
    public async Task Receiving_into_no_buffer_is_a_mistake_of_the_caller()
    {
        var (near, _) = await ConnectAsync();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await near.ReceiveAsync(Memory<byte>.Empty, None));
    }

    [Fact]
    public async Task Connecting_where_nobody_listens_is_refused()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await listener.DisposeAsync();

        var refused = await Should.ThrowAsync<NetException>(async () => await Transport.ConnectAsync(listener.LocalEndPoint, null, None));

        refused.Message.ShouldBe("connection refused");
    }

    [Fact]
    public async Task Connecting_obeys_its_token()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));

        await Should.ThrowAsync<OperationCanceledException>(
            async () => await Transport.ConnectAsync(listener.LocalEndPoint, null, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Connects_from_the_address_it_is_told()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));

        var near = Keep(await Transport.ConnectAsync(listener.LocalEndPoint, IPAddress.Loopback, None));

        near.LocalEndPoint.Address.ShouldBe(IPAddress.Loopback);
    }

    [Fact]
    public async Task Does_not_connect_from_an_address_of_others_or_of_another_family()
    {
        var remote = Listen(new IPEndPoint(IPAddress.Loopback, 0)).LocalEndPoint;

        var foreign = await Should.ThrowAsync<NetException>(async () => await Transport.ConnectAsync(remote, IPAddress.Parse("203.0.113.77"), None));
        var family = await Should.ThrowAsync<NetException>(async () => await Transport.ConnectAsync(remote, IPAddress.IPv6Loopback, None));

        foreign.Message.ShouldBe("address not available on this machine");
        family.Message.ShouldBe("the address to connect from is of another family");
    }

    [Fact]
    public void Two_do_not_listen_on_one_port()
    {
        var first = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        first.LocalEndPoint.Port.ShouldBeGreaterThan(0);

        Should.Throw<NetException>(() => Transport.Listen(first.LocalEndPoint)).Message.ShouldBe("address already in use");
    }

    [Fact]
    public void Does_not_listen_on_an_address_of_others() =>
        Should.Throw<NetException>(() => Transport.Listen(new IPEndPoint(IPAddress.Parse("203.0.113.77"), 0)))
            .Message.ShouldBe("address not available on this machine");

    [Fact]
    public async Task A_port_can_be_listened_on_again_at_once()
    {
        var first = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var near = Keep(await Transport.ConnectAsync(first.LocalEndPoint, null, None));
        var far = Keep((await first.AcceptAsync(None))!);
        far.Abort();
        await ReceiveOnceAsync(near);

        await first.DisposeAsync();

        Listen(first.LocalEndPoint).LocalEndPoint.ShouldBe(first.LocalEndPoint);
    }

    [Fact]
    public async Task A_disposed_listener_accepts_null()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var pending = listener.AcceptAsync(None).AsTask();

        await listener.DisposeAsync();
        await listener.DisposeAsync();

        (await Eventually.Completes(pending)).ShouldBeNull();
        (await listener.AcceptAsync(None)).ShouldBeNull();
    }

    [Fact]
    public async Task Accepting_obeys_its_token_and_goes_on_afterwards()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var cancel = new CancellationTokenSource();
        var pending = listener.AcceptAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(pending));
        Keep(await Transport.ConnectAsync(listener.LocalEndPoint, null, None));
        Keep((await listener.AcceptAsync(None))!);
    }

    [Fact]
    public async Task Many_connect_at_once()
    {
        var listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        var connecting = Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => Keep(await Transport.ConnectAsync(listener.LocalEndPoint, null, None))));

        var accepted = new List<IConnection>();
        for (var i = 0; i < 100; i++)
        {
            accepted.Add(Keep((await Eventually.Completes(listener.AcceptAsync(None).AsTask()))!));
        }

        var connected = await Eventually.Completes(connecting);
        accepted.Select(connection => connection.RemoteEndPoint.Port).Order()
            .ShouldBe(connected.Select(connection => connection.LocalEndPoint.Port).Order());
    }

    private protected static byte[] RandomBytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private protected static async Task<byte[]> ReceiveAsync(IConnection connection, int length)
    {
        var received = new byte[length];
        for (var count = 0; count < length;)
        {
            var more = await Eventually.Completes(connection.ReceiveAsync(received.AsMemory(count), None).AsTask());
            more.ShouldBeGreaterThan(0, $"the stream ended after {count} of {length} bytes");
            count += more;
        }

        return received;
    }

    private protected static Task<int> ReceiveOnceAsync(IConnection connection) =>
        Eventually.Completes(connection.ReceiveAsync(new byte[10], None).AsTask());

    private protected IConnectionListener Listen(IPEndPoint address) => Keep(Transport.Listen(address));

    private protected async Task<(IConnection Near, IConnection Far)> ConnectAsync(IPEndPoint? address = null)
    {
        var listener = Listen(address ?? new IPEndPoint(IPAddress.Loopback, 0));
        var near = Keep(await Transport.ConnectAsync(listener.LocalEndPoint, null, None));
        var far = Keep((await Eventually.Completes(listener.AcceptAsync(None).AsTask()))!);
        return (near, far);
    }

    private protected T Keep<T>(T opened)
        where T : IAsyncDisposable
    {
        lock (_opened)
        {
            _opened.Add(opened);
            return opened;
        }
    }

    private static async Task SendUntilFalseAsync(IConnection connection)
    {
        while (await connection.SendAsync(new byte[1000], None))
        {
            await Task.Yield();
        }
    }
}
