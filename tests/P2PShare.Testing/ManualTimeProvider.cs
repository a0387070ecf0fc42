using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace P2PShare.Testing;

/// <summary>A clock that stands until it is moved. Timers fire on the thread that moves it, in the order in which they are due.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private static readonly TimeSpan RealLimit = TimeSpan.FromSeconds(60);
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();

    // Under the lock. Ordered by the tick at which they are due, then by the order in which they were set.
    private readonly SortedDictionary<(long Due, long Order), ManualTimer> _armed = [];
    private long _order;
    private long _now = Start.Ticks;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Number of timers that are to fire some day.</summary>
    public int ArmedTimerCount
    {
        get
        {
            lock (_lock)
            {
                return _armed.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _now), TimeSpan.Zero);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, and fires every timer that falls due on the way at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var target = GetTimestamp() + by.Ticks;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves the clock to where the next timer is due, and fires that; false when none is armed.</summary>
    public bool AdvanceToNextTimer()
    {
        var timer = TakeDue(long.MaxValue, thenMoveOn: false);
        timer?.Fire();
        return timer is not null;
    }

    /// <summary>Moves the clock step by step, letting tasks run in between, until something holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="step">How far each time. Default: 100 ms.</param>
    /// <param name="limit">How far at most. Default: a day.</param>
    /// <param name="what">The condition's text, for the message.</param>
    /// <exception cref="TimeoutException">It did not hold within the limit, or within a minute of real time.</exception>
    public async Task AdvanceUntilAsync(
        Func<bool> condition, TimeSpan? step = null, TimeSpan? limit = null, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var started = Stopwatch.StartNew();
        var end = GetTimestamp() + (limit ?? TimeSpan.FromDays(1)).Ticks;
        while (true)
        {
            await LetTasksRunAsync();
            if (condition())
            {
                return;
            }

            if (GetTimestamp() >= end || started.Elapsed > RealLimit)
            {
                throw new TimeoutException($"Did not come true until {GetUtcNow():HH:mm:ss.fff} of the manual clock: {what}");
            }

            Advance(step ?? TimeSpan.FromMilliseconds(100));
        }
    }

    /// <summary>Moves the clock until a task is done, and returns its outcome.</summary>
    public async Task AdvanceUntilAsync(Task task, TimeSpan? step = null, TimeSpan? limit = null, [CallerArgumentExpression(nameof(task))] string? what = null)
    {
        await AdvanceUntilAsync(() => task.IsCompleted, step, limit, what);
        await task;
    }

    /// <summary>
    /// Lets what is ready to run do so. Nothing may depend on all of it having run: on a busy machine the clock is faster than a task.
    /// Where that matters, <see cref="Simulation"/> is exact.
    /// </summary>
    public static async Task LetTasksRunAsync()
    {
        for (var round = 0; round < 100; round++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
            if (ThreadPool.PendingWorkItemCount == 0)
            {
                return;
            }
        }
    }

    private ManualTimer? TakeDue(long target, bool thenMoveOn = true)
    {
        lock (_lock)
        {
            foreach (var (key, timer) in _armed)
            {
                if (key.Due > target)
                {
                    break;
                }

                _now = Math.Max(_now, key.Due);
                Disarm(timer);
                if (timer.Period > TimeSpan.Zero)
                {
                    Arm(timer, timer.Period);
                }

                return timer;
            }

            _now = thenMoveOn ? Math.Max(_now, target) : _now;
            return null;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        timer.Key = (_now + dueTime.Ticks, _order++);
        _armed.Add(timer.Key.Value, timer);
    }

    private void Disarm(ManualTimer timer)
    {
        if (timer.Key is { } key)
        {
            _armed.Remove(key);
            timer.Key = null;
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _isDisposed;

        public (long Due, long Order)? Key { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                if (_isDisposed)
                {
                    return false;
                }

                clock.Disarm(this);
                Period = period;
                if (dueTime > TimeSpan.Zero)
                {
                    clock.Arm(this, dueTime);
                }
                else if (dueTime == TimeSpan.Zero)
                {
                    FireAtOnce();
                }

                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                _isDisposed = true;
                clock.Disarm(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void FireAtOnce()
        {
            // As the system's clock does: now, and on another thread.
            ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
            if (Period > TimeSpan.Zero)
            {
                clock.Arm(this, Period);
            }
        }
    }
}
