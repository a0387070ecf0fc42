using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

/// <summary>What every datagram transport does, whether over UDP or inside a test.</summary>
public abstract class DatagramContract : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    private protected abstract IDatagramTransport Datagrams { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_datagram_arrives_with_its_length_and_sender()
    {
        var (near, far) = (Bind(), Bind());

        await near.SendAsync(new byte[] { 1, 2, 3 }, far.LocalEndPoint, CancellationToken.None);
        var buffer = new byte[100];
        var (length, sender) = await ReceiveAsync(far, buffer);

        buffer[..length].ShouldBe([1, 2, 3]);
        sender.ShouldBe(near.LocalEndPoint);
    }

    [Fact]
    public async Task Datagrams_of_several_senders_are_told_apart()
    {
        var receiver = Bind();
        var senders = Enumerable.Range(0, 5).Select(_ => Bind()).ToArray();

        foreach (var sender in senders.Concat(senders))
        {
            await sender.SendAsync(new byte[] { 1 }, receiver.LocalEndPoint, CancellationToken.None);
            (await ReceiveAsync(receiver, new byte[10])).Sender.ShouldBe(sender.LocalEndPoint);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1500)]
    [InlineData(65507)]
    public async Task Any_length_that_a_datagram_can_have_arrives(int length)
    {
        var (near, far) = (Bind(), Bind());

        await near.SendAsync(new byte[length], far.LocalEndPoint, CancellationToken.None);

        (await ReceiveAsync(far, new byte[65536])).Length.ShouldBe(length);
    }

    [Fact]
    public async Task A_datagram_longer_than_the_buffer_is_dropped_and_not_cut()
    {
        var (near, far) = (Bind(), Bind());

        await near.SendAsync(new byte[101], far.LocalEndPoint, CancellationToken.None);
        await near.SendAsync(new byte[99], far.LocalEndPoint, CancellationToken.None);
        await near.SendAsync(new byte[100], far.LocalEndPoint, CancellationToken.None);

        (await ReceiveAsync(far, new byte[100])).Length.ShouldBe(99);
        (await ReceiveAsync(far, new byte[100])).Length.ShouldBe(100);
    }

    [Fact]
    public async Task Sending_where_nobody_receives_is_no_error_then_or_later()
    {
        var near = Bind();
        var gone = Bind();
        await gone.DisposeAsync();

        for (var i = 0; i < 3; i++)
        {
            await near.SendAsync(new byte[] { 1 }, gone.LocalEndPoint, CancellationToken.None);
        }

        await near.SendAsync(new byte[] { 7 }, near.LocalEndPoint, CancellationToken.None);
        (await ReceiveAsync(near, new byte[10])).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("255.255.255.255", 9)]
    [InlineData("127.0.0.1", 0)]
    [InlineData("::1", 9)]
    public async Task What_cannot_be_sent_is_dropped(string address, int port)
    {
        var near = Bind();

        await near.SendAsync(new byte[] { 1 }, new IPEndPoint(IPAddress.Parse(address), port), CancellationToken.None);
        await near.SendAsync(new byte[70000], near.LocalEndPoint, CancellationToken.None);

        await near.SendAsync(new byte[] { 7 }, near.LocalEndPoint, CancellationToken.None);
        (await ReceiveAsync(near, new byte[10])).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Disposing_ends_a_receive_with_minus_1()
    {
        var near = Bind();
        var receiving = near.ReceiveAsync(new byte[10], CancellationToken.None).AsTask();

        await near.DisposeAsync();
        await near.DisposeAsync();

        (await Eventually.Completes(receiving)).Length.ShouldBe(-1);
        (await ReceiveAsync(near, new byte[10])).Length.ShouldBe(-1);
        await near.SendAsync(new byte[] { 1 }, near.LocalEndPoint, CancellationToken.None);
    }

    [Fact]
    public async Task A_receive_obeys_its_token_and_goes_on_afterwards()
    {
        var near = Bind();
        using var cancel = new CancellationTokenSource();
        var receiving = near.ReceiveAsync(new byte[10], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(receiving));
        await near.SendAsync(new byte[] { 7 }, near.LocalEndPoint, CancellationToken.None);
        (await ReceiveAsync(near, new byte[10])).Length.ShouldBe(1);
    }

    [Fact]
    public void Two_do_not_bind_one_port()
    {
        var first = Bind();

        Should.Throw<NetException>(() => Datagrams.Bind(first.LocalEndPoint)).Message.ShouldBe("address already in use");
    }

    private protected static Task<(int Length, IPEndPoint Sender)> ReceiveAsync(IDatagramSocket socket, Memory<byte> buffer) =>
        Eventually.Completes(socket.ReceiveAsync(buffer, CancellationToken.None).AsTask());

    private protected IDatagramSocket Bind(IPAddress? address = null)
    {
        var socket = Datagrams.Bind(new IPEndPoint(address ?? IPAddress.Loopback, 0));
        _opened.Add(socket);
        return socket;
    }
}
