using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>One UDP socket. One receive at a time; sends from any thread.</summary>
internal sealed class UdpSocket : IDatagramSocket
{
    /// <summary>Longer than any datagram, so that one that does not fit the caller's buffer is seen and not cut.</summary>
    private const int LargestDatagram = 65536;

    /// <summary>The wait after a receive that failed for a reason of this machine, so that the loop does not spin.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposed = new();

    // Used by the one receive.
    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(LargestDatagram, pinned: true);
    private readonly SocketAddress _from;
    private SocketAddress _lastFrom;
    private IPEndPoint _lastSender;

    // The address that was sent to last, in the system's form: answers in a row go to the same one. Replaced as a whole.
    private volatile Destination? _lastDestination;

    public UdpSocket(Socket bound, TimeProvider time)
    {
        _socket = bound;
        _time = time;
        _from = new SocketAddress(bound.AddressFamily);
        _lastFrom = new SocketAddress(bound.AddressFamily);
        _lastSender = ToEndPoint(_lastFrom);
        LocalEndPoint = ((IPEndPoint)bound.LocalEndPoint!).Unmap();
    }

    public IPEndPoint LocalEndPoint { get; }

    public async ValueTask<(int Length, IPEndPoint Sender)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!_disposed.IsCancellationRequested)
        {
            try
            {
                var length = await _socket.ReceiveFromAsync(_received, SocketFlags.None, _from, cancellationToken);
                if (length <= buffer.Length)
                {
                    _received.AsSpan(0, length).CopyTo(buffer.Span);
                    return (length, Sender());
                }
            }
            catch (ObjectDisposedException)
            {
                break;
            }
            catch (SocketException exception)
            {
                await RecoverAsync(exception.SocketErrorCode, cancellationToken);
            }
        }

        return (-1, LocalEndPoint);
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        try
        {
            if (TryResolve(destination, out var address))
            {
                await _socket.SendToAsync(datagram, SocketFlags.None, address, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Lost, as any datagram may be: no route, a full buffer, too long, or closed meanwhile.
        }
    }

    public async Task ServeAsync(IDatagramResponder responder, int maxDatagram, int maxAnswer)
    {
        // A thread of its own: it waits in the calls themselves.
        var isDone = OperatingSystem.IsLinux() && await Task.Factory.StartNew(
            () => TryServe(responder, new LinuxDatagramBatch(maxDatagram, maxAnswer)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (!isDone)
        {
            await DatagramService.RunAsync(this, responder, maxDatagram, maxAnswer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        _socket.Dispose();
    }

    // False where the system does not have such calls after all.
    private bool TryServe(IDatagramResponder responder, LinuxDatagramBatch batch)
    {
        try
        {
            while (!_disposed.IsCancellationRequested)
            {
                var count = batch.Receive(_socket.SafeHandle);
                if (count == -LibC.NotImplemented)
                {
                    return false;
                }

                // What ends the wait when the socket is disposed looks like an empty datagram.
                if (count > 0 && !_disposed.IsCancellationRequested)
                {
                    batch.Send(_socket.SafeHandle, batch.Respond(count, responder));
                }
                else if (count < 0)
                {
                    Recover(-count);
                }
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException && _disposed.IsCancellationRequested)
        {
            // In the middle of a call.
        }

        return true;
    }

    private void Recover(int error)
    {
        if (error == LibC.WouldBlock)
        {
            // Somebody has waited for this socket in the other way, after which its calls do not wait.
            _ = _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
        }
        else if (error != LibC.Interrupted)
        {
            _ = _disposed.Token.WaitHandle.WaitOne(Pause);
        }
    }

    private IPEndPoint Sender()
    {
        if (!_from.Equals(_lastFrom))
        {
            _from.Buffer.CopyTo(_lastFrom.Buffer);
            _lastFrom.Size = _from.Size;
            _lastSender = ToEndPoint(_from);
        }

        return _lastSender;
    }

    private IPEndPoint ToEndPoint(SocketAddress address)
    {
        var any = _socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        return ((IPEndPoint)new IPEndPoint(any, 0).Create(address)).Unmap();
    }

    private bool TryResolve(IPEndPoint destination, out SocketAddress address)
    {
        var last = _lastDestination;
        if (last is null || !last.EndPoint.Equals(destination))
        {
            var inFamily = InFamilyOfSocket(destination);
            if (inFamily is null)
            {
                address = _lastFrom;
                return false;
            }

            // A copy: the caller's end point can change.
            last = new Destination(new IPEndPoint(destination.Address, destination.Port), inFamily.Serialize());
            _lastDestination = last;
        }

        address = last.Address;
        return true;
    }

    private IPEndPoint? InFamilyOfSocket(IPEndPoint destination)
    {
        destination = destination.Unmap();
        if (destination.AddressFamily == _socket.AddressFamily)
        {
            return destination;
        }

        return destination.AddressFamily == AddressFamily.InterNetwork && _socket.DualMode
            ? new IPEndPoint(destination.Address.MapToIPv6(), destination.Port)
            : null;
    }

    private async ValueTask RecoverAsync(SocketError error, CancellationToken cancellationToken)
    {
        if (error is SocketError.ConnectionReset or SocketError.NetworkReset or SocketError.HostUnreachable or SocketError.ConnectionRefused or SocketError.MessageSize
            || _disposed.IsCancellationRequested)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        try
        {
            await Task.Delay(Pause, _time, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Disposed meanwhile: the loop sees it.
        }
    }

    private sealed record Destination(IPEndPoint EndPoint, SocketAddress Address);
}
