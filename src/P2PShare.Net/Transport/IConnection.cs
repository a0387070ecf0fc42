using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>
/// A byte stream to one peer. One receive and one send may be under way at the same time. What the other side does is no exception:
/// an end and a reset are both a receive of 0 bytes, and a send that fails returns false.
/// </summary>
public interface IConnection : IAsyncDisposable
{
    /// <summary>Our side.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The other side. IPv4 addresses mapped into IPv6 come as IPv4.</summary>
    IPEndPoint RemoteEndPoint { get; }

    /// <summary>Waits until something can be received or the stream has ended, without holding a buffer. False when it was closed by <see cref="Abort"/>.</summary>
    ValueTask<bool> WaitReadableAsync(CancellationToken cancellationToken);

    /// <summary>Receives into the buffer; the number of bytes, 0 when the stream has ended.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends all bytes; false when the stream has ended.</summary>
    ValueTask<bool> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Ends the stream at once: pending receives and sends return. May be called from any thread, more than once.</summary>
    void Abort();
}
