using System.Net;
using P2PShare.Net.Addresses;
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
    public async Task Serving_answers_each_datagram_at_the_address_it_came_from()
    {
        var (server, near, far) = (Bind(), Bind(), Bind());
        var serving = server.ServeAsync(new Reverser(), maxDatagram: 100, maxAnswer: 200);
        var buffer = new byte[1000];

        for (byte number = 1; number <= 100; number++)
        {
            await near.SendAsync(new byte[] { 1, number }, server.LocalEndPoint, CancellationToken.None);
            await far.SendAsync(new byte[] { 2, 3, number }, server.LocalEndPoint, CancellationToken.None);
        }

        for (byte number = 1; number <= 100; number++)
        {
            var (length, sender) = await ReceiveAsync(near, buffer);
            buffer[..length].ShouldBe([number, 1]);
            sender.ShouldBe(server.LocalEndPoint);
            buffer[..(await ReceiveAsync(far, buffer)).Length].ShouldBe([number, 3, 2]);
        }

        await server.DisposeAsync();
        await Eventually.Completes(serving);
    }

    [Fact]
    public async Task Serving_passes_over_what_is_too_long_or_gets_no_answer()
    {
        var (server, near) = (Bind(), Bind());
        var responder = new Reverser();
        var serving = server.ServeAsync(responder, maxDatagram: 100, maxAnswer: 200);
        var buffer = new byte[1000];

        await near.SendAsync(new byte[101], server.LocalEndPoint, CancellationToken.None);
        await near.SendAsync(Array.Empty<byte>(), server.LocalEndPoint, CancellationToken.None);
        await near.SendAsync(Enumerable.Repeat((byte)1, 100).ToArray(), server.LocalEndPoint, CancellationToken.None);

        (await ReceiveAsync(near, buffer)).Length.ShouldBe(100);
        responder.Senders.ShouldBe([near.LocalEndPoint, near.LocalEndPoint]);
        await server.DisposeAsync();
        await Eventually.Completes(serving);
    }

    [Fact]
    public async Task Serving_goes_on_after_an_answer_that_cannot_be_sent()
    {
        var (server, near) = (Bind(), Bind());
        _ = server.ServeAsync(new Reverser(), maxDatagram: 100, maxAnswer: 70000);
        var buffer = new byte[1000];

        await near.SendAsync(new byte[] { Reverser.TooLong }, server.LocalEndPoint, CancellationToken.None);
        await near.SendAsync(new byte[] { 7 }, server.LocalEndPoint, CancellationToken.None);

        (await ReceiveAsync(near, buffer)).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Serving_goes_on_where_somebody_waited_for_a_datagram_before()
    {
        var (server, near) = (Bind(), Bind());
        using var cancel = new CancellationTokenSource();
        var receiving = server.ReceiveAsync(new byte[10], cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(receiving));
        var serving = server.ServeAsync(new Reverser(), maxDatagram: 100, maxAnswer: 200);

        for (var round = 0; round < 3; round++)
        {
            await near.SendAsync(new byte[] { 7 }, server.LocalEndPoint, CancellationToken.None);
            (await ReceiveAsync(near, new byte[10])).Length.ShouldBe(1);
        }

        await server.DisposeAsync();
        await Eventually.Completes(serving);
    }

    [Fact]
    public async Task What_a_responder_throws_is_told_to_whoever_waits_for_the_service()
    {
        var (server, near) = (Bind(), Bind());
        var serving = server.ServeAsync(new Reverser(), maxDatagram: 100, maxAnswer: 200);

        await near.SendAsync(new byte[] { Reverser.Fatal }, server.LocalEndPoint, CancellationToken.None);

        await Should.ThrowAsync<InvalidOperationException>(Eventually.Completes(serving));
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

    /// <summary>Answers with the same bytes from behind; nothing to nothing.</summary>
    private sealed class Reverser : IDatagramResponder
    {
        public const byte TooLong = 254;
        public const byte Fatal = 255;

        public List<IPEndPoint> Senders { get; } = [];

        public int Respond(ReadOnlySpan<byte> datagram, HostEndPoint sender, Span<byte> answer)
        {
            Senders.Add(IPEndPoint.Parse(sender.ToString()));
            if (datagram.Length == 1 && datagram[0] >= TooLong)
            {
                return datagram[0] == TooLong ? answer.Length : throw new InvalidOperationException();
            }

            datagram.CopyTo(answer);
            answer[..datagram.Length].Reverse();
            return datagram.Length;
        }
    }
}
