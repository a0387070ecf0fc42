namespace P2PShare.Net.Limits;

/// <summary>A limit on bytes a second, shared by many. Fair: waiters are served in turn.</summary>
public interface IRateLimiter
{
    /// <summary>Bytes a second; 0 means without limit. May change at any time.</summary>
    long BytesPerSecond { get; set; }

    /// <summary>Takes between 1 and <paramref name="wanted"/> bytes, waiting until there are some. Completes at once without a limit.</summary>
    ValueTask<int> TakeAsync(int wanted, CancellationToken cancellationToken);

    /// <summary>Gives back bytes that were taken and not used.</summary>
    void Return(int bytes);
}
