using System.Collections.Immutable;
using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>
/// One datagram socket for several protocols, so that all of them are reached at one port: each datagram goes to the first receiver that takes it,
/// in the order in which they were attached. Thread-safe. Disposing it closes the socket.
/// </summary>
public sealed class SharedDatagramSocket : IAsyncDisposable
{
    // Longer than any datagram of the protocols that share it; what is longer is dropped.
    private const int BufferSize = 4_096;

    private readonly IDatagramSocket _socket;
    private readonly Task _receiving;
    private ImmutableArray<IDatagramReceiver> _receivers = [];

    /// <summary>Begins to receive.</summary>
    /// <param name="socket">Becomes this object's.</param>
    public SharedDatagramSocket(IDatagramSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _receiving = ReceiveAsync();
    }

    /// <summary>Where the socket is bound.</summary>
    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    /// <summary>Lets a protocol take part, behind those that do already.</summary>
    public void Attach(IDatagramReceiver receiver) =>
        ImmutableInterlocked.Update(ref _receivers, static (all, one) => all.Add(one), receiver);

    /// <summary>Ends a protocol's part. A datagram that is just being taken may still reach it.</summary>
    public void Detach(IDatagramReceiver receiver) =>
        ImmutableInterlocked.Update(ref _receivers, static (all, one) => all.Remove(one), receiver);

    /// <summary>Sends one datagram, or drops it as the network may.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint destination, CancellationToken cancellationToken) =>
        _socket.SendAsync(datagram, destination, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        // The constructor is not held up by datagrams that wait already.
        await Task.Yield();
        var buffer = new byte[BufferSize];
        while (await _socket.ReceiveAsync(buffer, CancellationToken.None) is { Length: >= 0 } received)
        {
            foreach (var receiver in _receivers)
            {
                if (receiver.TryReceive(buffer.AsMemory(0, received.Length), received.Sender))
                {
                    break;
                }
            }
        }
    }
}
