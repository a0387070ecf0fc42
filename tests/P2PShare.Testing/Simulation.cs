using System.Collections.Concurrent;

namespace P2PShare.Testing;

/// <summary>
/// Runs asynchronous code on one thread and a clock that moves by itself: whenever nothing is ready to run, it jumps to the next timer.
/// Hours pass in moments, and the same code runs the same way each time, as long as it stays on this thread: plain awaits do.
/// </summary>
/// <remarks>
/// Work that leaves the thread (<c>Task.Run</c>, real files and sockets) is waited for only as long as <c>grace</c> says, in real time,
/// before the clock moves on.
/// </remarks>
public sealed class Simulation : SynchronizationContext
{
    private static readonly TimeSpan RealLimit = TimeSpan.FromSeconds(60);

    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _ready = new(new ConcurrentQueue<(SendOrPostCallback, object?)>());
    private readonly ManualTimeProvider _time;
    private readonly TimeSpan _grace;

    private Simulation(ManualTimeProvider time, TimeSpan grace)
    {
        _time = time;
        _grace = grace;
    }

    /// <summary>Runs until the task is done, and throws what it throws.</summary>
    /// <param name="body">What is run, with the clock that it lives by.</param>
    /// <param name="grace">How long, in real time, nothing must have become ready before the clock moves. Default: not at all.</param>
    /// <param name="limit">How much may pass on the clock. Default: a day.</param>
    /// <exception cref="TimeoutException">Nothing is left that could wake the task, or the limit was reached.</exception>
    public static void Run(Func<ManualTimeProvider, Task> body, TimeSpan grace = default, TimeSpan? limit = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        var time = new ManualTimeProvider();
        var simulation = new Simulation(time, grace);
        var outer = Current;
        SetSynchronizationContext(simulation);
        try
        {
            simulation.Pump(body(time), time.GetUtcNow() + (limit ?? TimeSpan.FromDays(1)));
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => _ready.Add((d, state));

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nobody may block the simulation's thread.");

    private void Pump(Task running, DateTimeOffset end)
    {
        // A body that ends on another thread wakes this one.
        running.GetAwaiter().OnCompleted(static () => { });
        while (!running.IsCompleted)
        {
            if (_ready.TryTake(out var next, _grace))
            {
                next.Callback(next.State);
            }
            else if (!_time.AdvanceToNextTimer())
            {
                WaitForOutside();
            }
            else if (_time.GetUtcNow() > end)
            {
                throw new TimeoutException("The simulation did not end within its limit on the clock.");
            }
        }

        running.GetAwaiter().GetResult();
    }

    private void WaitForOutside()
    {
        if (!_ready.TryTake(out var next, RealLimit))
        {
            throw new TimeoutException("Nothing is left that could wake the simulation.");
        }

        next.Callback(next.State);
    }
}
