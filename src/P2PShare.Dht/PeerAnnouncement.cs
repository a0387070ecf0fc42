namespace P2PShare.Dht;

/// <summary>What is announced of us.</summary>
/// <param name="Port">Where peers reach us, 1 to 65535.</param>
/// <param name="IsSeed">We have everything. BEP 33.</param>
/// <param name="IsPortImplied">The port is that of the DHT's socket as others see it, which passes a router that changes ports; right where uTP shares the socket. BEP 5.</param>
public sealed record PeerAnnouncement(int Port, bool IsSeed = false, bool IsPortImplied = false);
