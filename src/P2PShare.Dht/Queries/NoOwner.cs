using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Queries;

/// <summary>For pings by which only the table learns whether a node is there.</summary>
internal sealed class NoOwner : IQueryOwner
{
    public static NoOwner Instance { get; } = new();

    public void OnAnswer(PendingQuery query, KrpcResponse answer)
    {
        // The table has been told.
    }

    public void OnFailure(PendingQuery query, KrpcError? error)
    {
        // The table has been told.
    }

    public void OnSlow(PendingQuery query)
    {
        // It may still answer.
    }
}
