using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace P2PShare.Testing;

/// <summary>Waits for what other threads bring about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Returns as soon as the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not for a minute.</exception>
    public static async Task Is(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var started = Stopwatch.StartNew();
        while (!condition())
        {
            if (started.Elapsed > Limit)
            {
                throw new TimeoutException($"Did not come true within {Limit.TotalSeconds:0} s: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }

    /// <summary>The result of a task that must not take a minute.</summary>
    /// <exception cref="TimeoutException">It did.</exception>
    public static Task<T> Completes<T>(Task<T> task) => task.WaitAsync(Limit);

    /// <summary>Awaits a task that must not take a minute.</summary>
    /// <exception cref="TimeoutException">It did.</exception>
    public static Task Completes(Task task) => task.WaitAsync(Limit);
}
