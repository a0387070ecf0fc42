using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Sends to and hears a multicast group. One receive at a time; sends and refreshes one at a time. Errors of the network are never thrown.</summary>
public interface IMulticastSocket : IAsyncDisposable
{
    /// <summary>The group.</summary>
    IPEndPoint Group { get; }

    /// <summary>Interfaces on which it is joined.</summary>
    int InterfaceCount { get; }

    /// <summary>Whether an address is in the network of one of these interfaces.</summary>
    bool IsNeighbour(IPAddress address);

    /// <summary>The next datagram that somebody sent to the group, ourselves included: its length and sender. A datagram longer than the buffer is dropped. Length -1 once the socket is disposed.</summary>
    ValueTask<(int Length, IPEndPoint Sender)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends one datagram on each interface, or drops it as the network may. It gets no farther than the site.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken);

    /// <summary>Joins on interfaces that have come, and leaves those that have gone; true when one has come. Blocks briefly.</summary>
    bool Refresh();
}
