namespace P2PShare.Testing.Network;

/// <summary>Things under way that arrive one after another, each after its latency. Not thread-safe: its user holds a lock, except to await <see cref="Changed"/>.</summary>
internal sealed class Arrivals<T>(TimeProvider time) : IDisposable
{
    private readonly Queue<(T Item, long Due)> _underWay = new();
    private TaskCompletionSource _changed = NewSource();
    private ITimer? _timer;

    public int Count => _underWay.Count;

    /// <summary>Completes at the next <see cref="Pulse"/>, or when something has arrived since the last <see cref="TryPeek"/>.</summary>
    public Task Changed => _changed.Task;

    public void Enqueue(T item, TimeSpan latency)
    {
        var ticks = (long)(latency.TotalSeconds * time.TimestampFrequency);
        _underWay.Enqueue((item, time.GetTimestamp() + ticks));
        Pulse();
    }

    /// <summary>What has arrived and waits longest; where it is only under way, sees to it that <see cref="Changed"/> completes then.</summary>
    public bool TryPeek(out T item)
    {
        if (!_underWay.TryPeek(out var head))
        {
            item = default!;
            return false;
        }

        item = head.Item;
        var wait = time.GetElapsedTime(time.GetTimestamp(), head.Due);
        if (wait <= TimeSpan.Zero)
        {
            return true;
        }

        _timer ??= time.CreateTimer(static arrivals => ((Arrivals<T>)arrivals!).Pulse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait + TimeSpan.FromTicks(1), Timeout.InfiniteTimeSpan);
        return false;
    }

    public T Dequeue() => _underWay.Dequeue().Item;

    public void Clear() => _underWay.Clear();

    /// <summary>Wakes whoever awaits <see cref="Changed"/>. The one member that needs no lock.</summary>
    public void Pulse() => Interlocked.Exchange(ref _changed, NewSource()).SetResult();

    public void Dispose()
    {
        _timer?.Dispose();
        Pulse();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
