namespace P2PShare.Net.Limits;

/// <summary>A limit within a limit: takes from its own and from one that it shares, and gives back what it took too much.</summary>
/// <param name="own">The narrower limit, asked first: whoever waits here holds nothing that others could use.</param>
/// <param name="shared">The wider limit.</param>
public sealed class CompositeRateLimiter(IRateLimiter own, IRateLimiter shared) : IRateLimiter
{
    /// <summary>The lower of both limits, in bytes a second; 0 where there is neither. Setting it sets the own one, and 0 leaves only the shared one.</summary>
    public long BytesPerSecond
    {
        get => own.BytesPerSecond == 0 ? shared.BytesPerSecond
            : shared.BytesPerSecond == 0 ? own.BytesPerSecond
            : Math.Min(own.BytesPerSecond, shared.BytesPerSecond);
        set => own.BytesPerSecond = value;
    }

    /// <inheritdoc/>
    public async ValueTask<int> TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        var taken = await own.TakeAsync(wanted, cancellationToken);
        var granted = 0;
        try
        {
            granted = await shared.TakeAsync(taken, cancellationToken);
            return granted;
        }
        finally
        {
            own.Return(taken - granted);
        }
    }

    /// <inheritdoc/>
    public void Return(int bytes)
    {
        own.Return(bytes);
        shared.Return(bytes);
    }
}
