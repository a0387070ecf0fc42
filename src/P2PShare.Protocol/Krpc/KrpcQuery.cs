namespace P2PShare.Protocol.Krpc;

/// <summary>A question to a node, with what its method takes. BEP 5, 32, 33, 44, 51. Immutable.</summary>
public sealed record KrpcQuery
{
    /// <summary>What is asked.</summary>
    public required KrpcMethod Method { get; init; }

    /// <summary>Who asks.</summary>
    public required NodeId Id { get; init; }

    /// <summary>The id, torrent or item in question; default where the method has none, and for <c>put</c>, where it follows from the item.</summary>
    public NodeId Target { get; init; }

    /// <summary>Of which families nodes are wanted.</summary>
    public KrpcFamilies Want { get; init; }

    /// <summary><c>announce_peer</c> and <c>put</c>: what the node gave out before.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary><c>announce_peer</c>: the peer's port, 1 to 65535; 0 only with <see cref="IsPortImplied"/>.</summary>
    public int Port { get; init; }

    /// <summary><c>announce_peer</c>: the port is the one that the question came from.</summary>
    public bool IsPortImplied { get; init; }

    /// <summary><c>announce_peer</c>: the peer has everything. BEP 33.</summary>
    public bool IsSeed { get; init; }

    /// <summary><c>get_peers</c>: seeds are not wanted. BEP 33.</summary>
    public bool ExcludesSeeds { get; init; }

    /// <summary><c>get_peers</c>: filters to count peers by are wanted. BEP 33.</summary>
    public bool WantsScrape { get; init; }

    /// <summary><c>put</c>: the item; <c>get</c> takes only its <see cref="KrpcItem.Sequence"/>, see <see cref="KnownSequence"/>.</summary>
    public KrpcItem? Item { get; init; }

    /// <summary><c>put</c>: a mutable item's salt, 64 bytes at most.</summary>
    public ReadOnlyMemory<byte> Salt { get; init; }

    /// <summary><c>put</c>: store only over this sequence number.</summary>
    public long? ExpectedSequence { get; init; }

    /// <summary><c>get</c>: the value is wanted only if its sequence number is greater.</summary>
    public long? KnownSequence { get; init; }
}
