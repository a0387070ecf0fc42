using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>Accepts TCP connections until it is disposed, whatever becomes of single ones. Sets no limit on their number; its user does.</summary>
internal sealed class TcpConnectionListener : IConnectionListener
{
    /// <summary>The wait before another try when the system has no descriptor or memory left: others must close something first.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Socket _socket;
    private readonly Func<CancellationToken, ValueTask<Socket>> _accept;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposed = new();

    public TcpConnectionListener(Socket listening, TimeProvider time)
        : this(listening, listening.AcceptAsync, time)
    {
    }

    /// <summary>With an accept of the caller's choice, so that a test can make it fail.</summary>
    internal TcpConnectionListener(Socket listening, Func<CancellationToken, ValueTask<Socket>> accept, TimeProvider time)
    {
        _socket = listening;
        _accept = accept;
        _time = time;
        LocalEndPoint = ((IPEndPoint)listening.LocalEndPoint!).Unmap();
    }

    public IPEndPoint LocalEndPoint { get; }

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (!_disposed.IsCancellationRequested)
        {
            Socket? accepted = null;
            try
            {
                accepted = await _accept(cancellationToken);
                return new TcpConnection(accepted);
            }
            catch (ObjectDisposedException) when (accepted is null)
            {
                return null;
            }
            catch (SocketException) when (accepted is not null)
            {
                // Gone before it could be set up.
                accepted.Dispose();
            }
            catch (SocketException exception)
            {
                await RecoverAsync(exception.SocketErrorCode, cancellationToken);
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        _socket.Dispose();
    }

    /// <summary>A connection that is already gone costs nothing; anything else would come back at once, so it is waited out.</summary>
    private async ValueTask RecoverAsync(SocketError error, CancellationToken cancellationToken)
    {
        if (error is SocketError.ConnectionAborted or SocketError.ConnectionReset || _disposed.IsCancellationRequested)
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
}
