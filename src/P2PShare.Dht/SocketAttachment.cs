using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Dht;

/// <summary>The DHT's part in a shared socket: what begins with <c>d</c> is a dictionary, and uTP's packets never do.</summary>
internal sealed class SocketAttachment(SocketNode node, SharedDatagramSocket socket, DatagramOutlet outlet, Lock nodeLock) : IDatagramReceiver, IAsyncDisposable
{
    public SocketNode Node => node;

    public void Attach() => socket.Attach(this);

    public bool TryReceive(ReadOnlyMemory<byte> datagram, IPEndPoint sender)
    {
        if (datagram.IsEmpty || datagram.Span[0] != 'd')
        {
            return false;
        }

        lock (nodeLock)
        {
            node.Receive(datagram, sender);
        }

        return true;
    }

    public ValueTask DisposeAsync()
    {
        socket.Detach(this);
        return outlet.DisposeAsync();
    }
}
