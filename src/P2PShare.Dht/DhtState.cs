using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht;

/// <summary>What a node remembers from one run to the next. Immutable.</summary>
public sealed record DhtState
{
    /// <summary>Our id among IPv4 nodes; null for a new one.</summary>
    public NodeId? IPv4Id { get; init; }

    /// <summary>Our id among IPv6 nodes; null for a new one.</summary>
    public NodeId? IPv6Id { get; init; }

    /// <summary>Nodes to join by, of both families.</summary>
    public IReadOnlyList<CompactNode> Nodes { get; init; } = [];
}
