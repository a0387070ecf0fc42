using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht;

/// <summary>A node has answered.</summary>
/// <param name="Id">Who it says it is.</param>
/// <param name="RoundTrip">How long that took.</param>
/// <param name="IsSecure">Whether the id follows from the address, or need not because the address is not on the internet. BEP 42.</param>
public sealed record PingOutcome(NodeId Id, TimeSpan RoundTrip, bool IsSecure);
