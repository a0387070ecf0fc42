namespace P2PShare.Engine.Discovery;

/// <summary>
/// Wakes the announcers of an engine when something is due, by one timer for all of them, and lets only so many announces run at once.
/// An announcer that waits costs an entry in a queue. Thread-safe.
/// </summary>
internal sealed class AnnounceScheduler : IAsyncDisposable
{
    private readonly int _maxRunning;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Under the lock. An entry of the queue counts only while its announcer is planned for that very time.
    private readonly PriorityQueue<IAnnounceJob, TimeSpan> _waiting = new();
    private readonly Dictionary<IAnnounceJob, TimeSpan> _plans = [];
    private readonly Queue<IAnnounceJob> _due = new();
    private readonly Dictionary<long, Task> _running = [];
    private long _started;
    private bool _isDisposed;

    public AnnounceScheduler(int maxRunning, TimeProvider time)
    {
        _maxRunning = maxRunning;
        _time = time;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(static scheduler => ((AnnounceScheduler)scheduler!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Plans when a job is to be run, in place of an earlier plan. Null for not at all.</summary>
    public void Plan(IAnnounceJob job, TimeSpan? delay)
    {
        lock (_lock)
        {
            _plans.Remove(job);
            if (delay is { } wait && !_isDisposed)
            {
                var at = Now + wait;
                _plans.Add(job, at);
                _waiting.Enqueue(job, at);
            }

            SetTimer();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock)
        {
            _isDisposed = true;
            _plans.Clear();
            _waiting.Clear();
            _due.Clear();
            running = [.. _running.Values];
        }

        await _timer.DisposeAsync();
        await Task.WhenAll(running);
    }

    private void Wake()
    {
        lock (_lock)
        {
            var now = Now;
            while (_waiting.TryPeek(out var job, out var at) && at <= now)
            {
                _waiting.Dequeue();
                if (_plans.TryGetValue(job, out var planned) && planned == at)
                {
                    _plans.Remove(job);
                    _due.Enqueue(job);
                }
            }

            SetTimer();
            RunDue();
        }
    }

    // Under the lock.
    private void RunDue()
    {
        while (!_isDisposed && _running.Count < _maxRunning && _due.TryDequeue(out var job))
        {
            // The task needs the lock to leave the table, and so is in there by then.
            var number = _started++;
            _running.Add(number, Task.Run(() => RunAsync(job, number)));
        }
    }

    private async Task RunAsync(IAnnounceJob job, long number)
    {
        await job.RunAsync();
        lock (_lock)
        {
            _running.Remove(number);
            RunDue();
        }
    }

    // Under the lock.
    private void SetTimer()
    {
        // Plans that were replaced lie on top until their time comes; the timer is not set for them.
        while (_waiting.TryPeek(out var job, out var at) && !(_plans.TryGetValue(job, out var planned) && planned == at))
        {
            _waiting.Dequeue();
        }

        if (!_isDisposed)
        {
            var wait = _waiting.TryPeek(out _, out var next) ? next - Now : Timeout.InfiniteTimeSpan;
            _timer.Change(wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
