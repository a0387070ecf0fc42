using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>Takes connections of <see cref="LocalSockets"/>; its socket's path is gone once it is disposed.</summary>
public sealed class LocalListener : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly string _path;

    internal LocalListener(Socket listening, string path)
    {
        _socket = listening;
        _path = path;
    }

    /// <summary>The next connection, which the caller owns; null once it is disposed.</summary>
    /// <exception cref="NetException">The system has no room for one; it may have later.</exception>
    public async Task<Stream?> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new NetworkStream(await _socket.AcceptAsync(cancellationToken), ownsSocket: true);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
        {
            return null;
        }
        catch (SocketException exception)
        {
            throw SocketErrors.ToNetException(exception);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // First the path: who connects then finds nothing, and is not refused by a socket that looks left over.
        try
        {
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is found to be left over, and removed, by the next who asks.
        }

        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
