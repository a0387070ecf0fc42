using System.Net;

namespace P2PShare.Protocol.PeerWire;

/// <summary>A peer that another peer tells of. BEP 11.</summary>
/// <param name="Address">Where it listens, as is said.</param>
/// <param name="Flags">What is said of it.</param>
public readonly record struct PeerExchangeContact(IPEndPoint Address, PeerExchangeFlags Flags);
