using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Sends and receives datagrams. Errors that other hosts cause (unreachable, reset) are never thrown.</summary>
public interface IDatagramSocket : IAsyncDisposable
{
    /// <summary>Where it is really bound.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The next datagram: its length and sender. A datagram longer than the buffer is dropped. Length -1 once the socket is disposed.</summary>
    ValueTask<(int Length, IPEndPoint Sender)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends one datagram, or drops it as the network may.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint destination, CancellationToken cancellationToken);

    /// <summary>Has every datagram answered, in the order in which they come, until the socket is disposed. Nobody receives beside it.</summary>
    /// <param name="responder">Says what to answer; what it throws ends the task.</param>
    /// <param name="maxDatagram">The longest datagram that is answered, in bytes; longer ones are dropped.</param>
    /// <param name="maxAnswer">The room for an answer, in bytes.</param>
    Task ServeAsync(IDatagramResponder responder, int maxDatagram, int maxAnswer) => DatagramService.RunAsync(this, responder, maxDatagram, maxAnswer);
}
