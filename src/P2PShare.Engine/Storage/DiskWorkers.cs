using System.Collections.Concurrent;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Threads for work that blocks on the disk or keeps a core busy with hashes, so that neither holds up the thread pool, which sockets need.
/// Shared by all torrents of an engine.
/// </summary>
internal sealed class DiskWorkers : IDisposable
{
    private readonly BlockingCollection<Action> _jobs;
    private readonly Thread[] _threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="name">What they are called in a debugger.</param>
    /// <param name="count">How many.</param>
    /// <param name="capacity">Jobs that may wait. What a job holds is bounded by who makes it (the block memory, the send buffers); this is the wall behind that.</param>
    public DiskWorkers(string name, int count, int capacity)
    {
        _jobs = new BlockingCollection<Action>(capacity);
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
    public void Run(Action job) => _jobs.Add(job);

    /// <summary>Runs a job and completes with its result or its exception.</summary>
    public Task<T> RunAsync<T>(Func<T> job)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add(() =>
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
        _jobs.CompleteAdding();
        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _jobs.Dispose();
    }

    private void Work()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job();
        }
    }
}
