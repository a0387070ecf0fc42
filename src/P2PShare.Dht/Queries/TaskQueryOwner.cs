using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Queries;

/// <summary>Waits for the answer to one query: null when none came.</summary>
internal sealed class TaskQueryOwner : IQueryOwner
{
    private readonly TaskCompletionSource<KrpcResponse?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<KrpcResponse?> Answer => _answer.Task;

    public void OnAnswer(PendingQuery query, KrpcResponse answer) => _answer.TrySetResult(answer);

    public void OnFailure(PendingQuery query, KrpcError? error) => _answer.TrySetResult(null);

    public void OnSlow(PendingQuery query)
    {
        // One answer is waited for until it fails.
    }

    public void Abandon() => _answer.TrySetResult(null);
}
