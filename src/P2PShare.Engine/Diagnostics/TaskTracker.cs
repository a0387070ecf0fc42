using Microsoft.Extensions.Logging;

namespace P2PShare.Engine.Diagnostics;

/// <summary>Keeps tasks that run on their own until they are done, so that none is forgotten: their errors are logged, their end is awaited.</summary>
internal sealed class TaskTracker(ILogger logger)
{
    private readonly Lock _lock = new();

    // Under the lock; null where nothing runs, as is so for most of thousands of torrents.
    private HashSet<Task>? _running;

    /// <summary>Starts work on the thread pool and keeps its task.</summary>
    public void Run(Func<Task> work)
    {
        lock (_lock)
        {
            // The lock keeps a task that ends at once from being forgotten before it is known.
            Task? task = null;
            task = Task.Run(async () =>
            {
                await GuardAsync(work);
                Forget(task!);
            });
            (_running ??= []).Add(task);
        }
    }

    /// <summary>Completes when nothing runs any more; the caller has seen to it that nothing is started again.</summary>
    public async Task WhenIdleAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_lock)
            {
                running = [.. _running ?? []];
            }

            if (running.Length == 0)
            {
                return;
            }

            await Task.WhenAll(running);
            lock (_lock)
            {
                _running?.ExceptWith(running);
            }
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
        catch (Exception failure)
        {
            EngineLog.TaskFailed(logger, failure);
        }
    }

    private void Forget(Task task)
    {
        lock (_lock)
        {
            _running?.Remove(task);
            _running = _running is { Count: > 0 } ? _running : null;
        }
    }
}
