using System.Net;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Where a peer lives: its network, where it listens there, on an address of its own, and a folder for its settings and state.</summary>
internal sealed record PeerPlace(NetworkNamespace Network, IPEndPoint EndPoint, string Folder)
{
    public IPAddress Address => EndPoint.Address;
}
