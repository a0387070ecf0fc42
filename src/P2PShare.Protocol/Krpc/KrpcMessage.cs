using System.Net;

namespace P2PShare.Protocol.Krpc;

/// <summary>One datagram of the DHT: a query, a response or an error; or a query that cannot be served, with the error to be sent back. Immutable. BEP 5, "KRPC protocol".</summary>
public sealed record KrpcMessage
{
    /// <summary>What brings query and answer together; 1 to 32 bytes.</summary>
    public required ReadOnlyMemory<byte> TransactionId { get; init; }

    /// <summary>The sender's program; may be empty.</summary>
    public ReadOnlyMemory<byte> Version { get; init; }

    /// <summary>Whether the asker says that it answers nobody. BEP 43.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Where the answerer saw the question come from. BEP 42.</summary>
    public IPEndPoint? ExternalEndPoint { get; init; }

    /// <summary>The query, when it is one that can be served.</summary>
    public KrpcQuery? Query { get; init; }

    /// <summary>The answer, when it is one.</summary>
    public KrpcResponse? Response { get; init; }

    /// <summary>The error, when it is one.</summary>
    public KrpcError? Error { get; init; }

    /// <summary>Why a query cannot be served: what to answer.</summary>
    public KrpcError? Fault { get; init; }
}
