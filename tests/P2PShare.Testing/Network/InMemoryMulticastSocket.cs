using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Testing.Network;

/// <summary>A host's part in a multicast group of an in-memory network, which is one local network: of addresses with 24 bits in common, or 64.</summary>
internal sealed class InMemoryMulticastSocket(InMemoryHost host, IPEndPoint group, InMemoryDatagramSocket inbox, Action<ReadOnlyMemory<byte>> send) : IMulticastSocket
{
    public IPEndPoint Group => group;

    public int InterfaceCount => 1;

    public InMemoryHost Host => host;

    public InMemoryDatagramSocket Inbox => inbox;

    public bool IsNeighbour(IPAddress address) => host.Addresses.Any(own => new LocalLink(own, own.IsIPv4() ? 24 : 64).Contains(address));

    public ValueTask<(int Length, IPEndPoint Sender)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => inbox.ReceiveAsync(buffer, cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
    {
        send(datagram);
        return ValueTask.CompletedTask;
    }

    public bool Refresh() => false;

    public ValueTask DisposeAsync()
    {
        host.Leave(this);
        return inbox.DisposeAsync();
    }
}
