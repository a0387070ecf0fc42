using System.Net;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Where a peer lives: its network, its own address there, and a folder for its settings and state.</summary>
internal sealed record PeerPlace(NetworkNamespace Network, IPAddress Address, string Folder);
