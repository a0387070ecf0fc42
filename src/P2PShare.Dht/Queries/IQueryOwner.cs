using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Queries;

/// <summary>Is told how its queries end: of each, one of answered and failed; slow may come before.</summary>
internal interface IQueryOwner
{
    void OnAnswer(PendingQuery query, KrpcResponse answer);

    /// <summary>No answer came, or one that is none.</summary>
    /// <param name="query">Which query.</param>
    /// <param name="error">What the node said, where it answered with an error.</param>
    void OnFailure(PendingQuery query, KrpcError? error);

    void OnSlow(PendingQuery query);
}
