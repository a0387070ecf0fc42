using System.Net;
using System.Net.Sockets;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

public sealed class TcpConnectionListenerTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Queue<SocketError> _failures = new();
    private int _accepts;

    public TcpConnectionListenerTests()
    {
        _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listening.Listen();
    }

    public void Dispose() => _listening.Dispose();

    [Theory]
    [InlineData(SocketError.TooManyOpenSockets)]
    [InlineData(SocketError.NoBufferSpaceAvailable)]
    [InlineData(SocketError.SocketError)]
    public async Task Waits_out_a_lack_of_descriptors_without_spinning(SocketError error)
    {
        Fail(error, error);
        await using var listener = NewListener();
        using var peer = await ConnectAsync();

        var accepting = listener.AcceptAsync(CancellationToken.None).AsTask();
        _accepts.ShouldBe(1);
        _time.Advance(TcpConnectionListener.Pause - TimeSpan.FromTicks(1));
        await ManualTimeProvider.LetTasksRunAsync();
        _accepts.ShouldBe(1);

        await _time.AdvanceUntilAsync(accepting);
        await using var accepted = await accepting;
        accepted.ShouldNotBeNull();
        _accepts.ShouldBe(3);
    }

    [Theory]
    [InlineData(SocketError.ConnectionAborted)]
    [InlineData(SocketError.ConnectionReset)]
    public async Task Takes_the_next_connection_at_once_when_one_is_gone(SocketError error)
    {
        Fail(error);
        await using var listener = NewListener();
        using var peer = await ConnectAsync();

        await using var accepted = await Eventually.Completes(listener.AcceptAsync(CancellationToken.None).AsTask());

        accepted.ShouldNotBeNull();
    }

    [Fact]
    public async Task Disposing_ends_the_pause_too()
    {
        Fail(SocketError.TooManyOpenSockets);
        var listener = NewListener();
        var accepting = listener.AcceptAsync(CancellationToken.None).AsTask();

        await listener.DisposeAsync();

        (await Eventually.Completes(accepting)).ShouldBeNull();
    }

    [Fact]
    public async Task The_token_ends_the_pause_too()
    {
        Fail(SocketError.TooManyOpenSockets);
        await using var listener = NewListener();
        using var cancel = new CancellationTokenSource();
        var accepting = listener.AcceptAsync(cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(accepting));
    }

    private void Fail(params SocketError[] errors) => Array.ForEach(errors, _failures.Enqueue);

    private TcpConnectionListener NewListener() => new(_listening, AcceptAsync, _time);

    private ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        _accepts++;
        return _failures.TryDequeue(out var error)
            ? ValueTask.FromException<Socket>(new SocketException((int)error))
            : _listening.AcceptAsync(cancellationToken);
    }

    private async Task<Socket> ConnectAsync()
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(_listening.LocalEndPoint!);
        return peer;
    }
}
