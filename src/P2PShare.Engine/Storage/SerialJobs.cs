namespace P2PShare.Engine.Storage;

/// <summary>Lets workers run jobs that must not overtake each other: one at a time, in order, all on one worker at a time. Thread-safe.</summary>
internal sealed class SerialJobs(DiskWorkers workers)
{
    private readonly Lock _lock = new();

    // Under the lock. The first one runs, or waits for a worker, which then takes the others too.
    private readonly Queue<Action> _jobs = new();

    /// <summary>Runs a job that never throws, when those before it are done.</summary>
    public void Run(Action job)
    {
        lock (_lock)
        {
            _jobs.Enqueue(job);
            if (_jobs.Count > 1)
            {
                return;
            }
        }

        workers.Run(RunAll);
    }

    private void RunAll()
    {
        for (var job = First(); job is not null; job = Next())
        {
            job();
        }
    }

    private Action First()
    {
        lock (_lock)
        {
            return _jobs.Peek();
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            _ = _jobs.Dequeue();
            return _jobs.TryPeek(out var job) ? job : null;
        }
    }
}
