namespace P2PShare.Engine.Storage;

/// <summary>
/// Threads for work that blocks on the disk or keeps a core busy with hashes, so that neither holds up the thread pool, which sockets need.
/// Shared by all torrents of an engine.
/// </summary>
/// <remarks>
/// A monitor and no <c>BlockingCollection</c>: whoever waits on one of those spins and yields first.
/// </remarks>
internal sealed class DiskWorkers : IDisposable
{
    // The workers of which this thread is one.
    [ThreadStatic]
    private static DiskWorkers? _own;

    private readonly Queue<Action> _jobs = [];
    private readonly Thread[] _threads;
    private readonly int _capacity;

    // Under the lock, which is the queue's monitor.
    private int _idle;
    private int _blocked;
    private bool _isEnding;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">What they are called in a debugger.</param>
    /// <param name="count">How many.</param>
    /// <param name="capacity">Jobs that may wait. What a job holds is bounded by who makes it (the block memory, the send buffers); this is the wall behind that.</param>
    public DiskWorkers(string name, int count, int capacity)
    {
        _capacity = capacity;
        _threads = new Thread[count];
        for (var index = 0; index < count; index++)
        {
            _threads[index] = new Thread(Work) { IsBackground = true, Name = $"{name} {index}" };
            _threads[index].Start();
        }
    }

    /// <summary>Jobs that wait for a thread.</summary>
    public int Waiting => _jobs.Count;

    /// <summary>Runs a job that never throws; jobs start in order.</summary>
    /// <exception cref="InvalidOperationException">The threads have been ended.</exception>
    public void Run(Action job)
    {
        lock (_jobs)
        {
            while (_jobs.Count >= _capacity && !_isEnding)
            {
                _blocked++;
                Monitor.Wait(_jobs);
                _blocked--;
            }

            if (_isEnding)
            {
                throw new InvalidOperationException("The workers have ended.");
            }

            _jobs.Enqueue(job);
            if (_blocked > 0)
            {
                Monitor.PulseAll(_jobs);
            }
            else if (_idle > 0 && (_jobs.Count > 1 || _own != this))
            {
                // A worker that makes the only job there is takes it itself when it is done with its own: nobody needs waking.
                Monitor.Pulse(_jobs);
            }
        }
    }

    /// <summary>Runs a job and completes with its result or its exception.</summary>
    public Task<T> RunAsync<T>(Func<T> job)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Run(() =>
        {
            try
            {
                completion.SetResult(job());
            }
            catch (Exception failure)
            {
                completion.SetException(failure);
            }
        });
        return completion.Task;
    }

    /// <summary>Lets the waiting jobs run and ends the threads.</summary>
    public void Dispose()
    {
        lock (_jobs)
        {
            _isEnding = true;
            Monitor.PulseAll(_jobs);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }
    }

    private void Work()
    {
        _own = this;
        while (Next() is { } job)
        {
            job();
        }
    }

    /// <summary>Waits for a job; null when there will be none.</summary>
    private Action? Next()
    {
        lock (_jobs)
        {
            while (_jobs.Count == 0)
            {
                if (_isEnding)
                {
                    return null;
                }

                _idle++;
                Monitor.Wait(_jobs);
                _idle--;
            }

            if (_blocked > 0)
            {
                Monitor.PulseAll(_jobs);
            }

            return _jobs.Dequeue();
        }
    }
}
