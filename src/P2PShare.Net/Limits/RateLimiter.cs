namespace P2PShare.Net.Limits;

/// <summary>
/// A token bucket on a clock of the caller's choice. Waiters are served in turn, and a turn is at most an even share of what is there,
/// or a block where that is more, so that nobody who asks for much starves the others. Thread-safe; one timer, armed only while someone waits.
/// </summary>
/// <remarks>
/// What is not used is saved up for 200 ms, or for one block of 16 KiB where the rate is lower than that. A waiter is woken for the
/// bytes of 100 ms or a block, whichever is less: smaller sends would only cost packets.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="bytesPerSecond">See <see cref="BytesPerSecond"/>.</param>
public sealed class RateLimiter(TimeProvider time, long bytesPerSecond = 0) : IRateLimiter
{
    private const int Block = 16 * 1024;
    private const double SavedSeconds = 0.2;
    private const double WakeSeconds = 0.1;

    private readonly Lock _lock = new();

    // Under the lock.
    private readonly LinkedList<Waiter> _waiters = new();
    private ITimer? _timer;
    private long _rate = CheckRate(bytesPerSecond);
    private double _tokens = BurstOf(bytesPerSecond);
    private long _filledAt = time.GetTimestamp();
    private long? _waitingSince;
    private TimeSpan _waited;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long BytesPerSecond
    {
        get => Volatile.Read(ref _rate);
        set
        {
            lock (_lock)
            {
                Refill();
                _rate = CheckRate(value);
                _tokens = Math.Min(_tokens, BurstOf(value));
                Serve();
            }
        }
    }

    /// <summary>Number of takes that wait now.</summary>
    public int WaiterCount
    {
        get
        {
            lock (_lock)
            {
                return _waiters.Count;
            }
        }
    }

    /// <summary>How long in all some take or other has waited since this was made: how much of the time the limit is what holds things up.</summary>
    public TimeSpan Waited
    {
        get
        {
            lock (_lock)
            {
                return _waited + (_waitingSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="wanted"/> is less than 1.</exception>
    public ValueTask<int> TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellationToken);
        }

        if (BytesPerSecond == 0)
        {
            return new ValueTask<int>(wanted);
        }

        LinkedListNode<Waiter> node;
        lock (_lock)
        {
            Refill();
            if (_waiters.Count == 0 && (_rate == 0 || _tokens >= WakeAmount(wanted)))
            {
                return new ValueTask<int>(TakeUpTo(wanted));
            }

            node = _waiters.AddLast(new Waiter(wanted));
            Serve();
        }

        return WaitAsync(node, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is negative.</exception>
    public void Return(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0 || BytesPerSecond == 0)
        {
            return;
        }

        lock (_lock)
        {
            Refill();
            _tokens = Math.Min(_tokens + bytes, BurstOf(_rate));
            Serve();
        }
    }

    private static long CheckRate(long bytesPerSecond) =>
        bytesPerSecond >= 0 ? bytesPerSecond : throw new ArgumentOutOfRangeException(nameof(bytesPerSecond));

    private static double BurstOf(long rate) => Math.Max(Block, rate * SavedSeconds);

    private double WakeAmount(int wanted) => Math.Min(wanted, Math.Clamp(Math.Floor(_rate * WakeSeconds), 1, Block));

    private async ValueTask<int> WaitAsync(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (limiter, node) = ((RateLimiter, LinkedListNode<Waiter>))state!;
                limiter.GiveUp(node, token);
            },
            (this, node));
        return await node.Value.Granted.Task;
    }

    private void GiveUp(LinkedListNode<Waiter> node, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (node.List is null)
            {
                return;
            }

            _waiters.Remove(node);
            node.Value.Granted.SetCanceled(cancellationToken);
            Serve();
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            Refill();
            Serve();
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(_tokens + ((now - _filledAt) * (double)_rate / time.TimestampFrequency), BurstOf(_rate));
        _filledAt = now;
    }

    /// <summary>Grants what can be granted, first come first served, and sets the timer for the next.</summary>
    private void Serve()
    {
        while (_waiters.First is { } first && (_rate == 0 || _tokens >= WakeAmount(first.Value.Wanted)))
        {
            var share = Math.Max(Block, _tokens / _waiters.Count);
            _waiters.RemoveFirst();
            first.Value.Granted.SetResult(TakeUpTo(_rate == 0 ? first.Value.Wanted : (int)Math.Min(first.Value.Wanted, share)));
        }

        if (_waiters.First is { } next)
        {
            WakeWhenThereAre(WakeAmount(next.Value.Wanted));
        }
        else
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        CountWaiting();
    }

    private void CountWaiting()
    {
        if (_waitingSince is null && _waiters.Count > 0)
        {
            _waitingSince = time.GetTimestamp();
        }
        else if (_waitingSince is { } since && _waiters.Count == 0)
        {
            _waited += time.GetElapsedTime(since);
            _waitingSince = null;
        }
    }

    private int TakeUpTo(int wanted)
    {
        if (_rate == 0)
        {
            return wanted;
        }

        var taken = (int)Math.Min(wanted, _tokens);
        _tokens -= taken;
        return taken;
    }

    private void WakeWhenThereAre(double tokens)
    {
        // Rounded up to whole milliseconds, a timer's own grain, or it would fire a moment too early.
        var wait = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling((tokens - _tokens) * 1000 / _rate)));
        _timer ??= time.CreateTimer(static state => ((RateLimiter)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed class Waiter(int wanted)
    {
        public int Wanted => wanted;

        public TaskCompletionSource<int> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
