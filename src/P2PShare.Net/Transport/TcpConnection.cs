using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace P2PShare.Net.Transport;

/// <summary>One TCP stream. Holds no buffer and allocates nothing per receive or send; <c>TransportBenchmarks</c> pays for the pooled builders.</summary>
/// <remarks>
/// <see cref="Abort"/> is an ordinary close and not a reset: what a finished send handed to the system is still delivered, so that
/// the last message before a disconnect arrives. A peer that never reads does not profit: the system bounds and times out such orphans.
/// A send that is cancelled half-way leaves the stream unusable, so it is aborted.
/// </remarks>
internal sealed class TcpConnection : IConnection
{
    private readonly Socket _socket;
    private volatile bool _aborted;

    /// <summary>Takes a connected socket over.</summary>
    /// <exception cref="SocketException">It is no longer connected; it still belongs to the caller.</exception>
    public TcpConnection(Socket connected)
    {
        connected.NoDelay = true;
        LocalEndPoint = ((IPEndPoint)connected.LocalEndPoint!).Unmap();
        RemoteEndPoint = ((IPEndPoint)connected.RemoteEndPoint!).Unmap();
        _socket = connected;
    }

    public IPEndPoint LocalEndPoint { get; }

    public IPEndPoint RemoteEndPoint { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitReadableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            // The receive that follows says so.
        }

        return !_aborted;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(buffer.Length);
        try
        {
            return await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            return 0;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            while (buffer.Length > 0)
            {
                buffer = buffer[await _socket.SendAsync(buffer, SocketFlags.None, cancellationToken)..];
            }

            return !_aborted;
        }
        catch (Exception exception) when (IsEnd(exception))
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        _aborted = true;
        _socket.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    private static bool IsEnd(Exception exception) => exception is SocketException or ObjectDisposedException;
}
