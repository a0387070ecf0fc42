namespace P2PShare.Tracker.Peers;

/// <summary>
/// How many new torrents each host may add within a window of ten minutes. Keeps one counter for many hosts, so that its memory is fixed: two
/// that share one share their budget, until the next window. Not thread-safe.
/// </summary>
/// <param name="limit">For each host and window.</param>
internal sealed class HostBudget(int limit)
{
    private const uint WindowSeconds = 600;
    private const int Counters = 1 << 16;

    private readonly int[] _taken = new int[Counters];
    private uint _window;

    /// <summary>Takes one from a host's budget; false when it is used up.</summary>
    /// <param name="host">The host.</param>
    /// <param name="now">The time in seconds.</param>
    public bool TryTake(ulong host, uint now)
    {
        if (now / WindowSeconds != _window)
        {
            _window = now / WindowSeconds;
            Array.Clear(_taken);
        }

        // The window is part of the hash: who shares with whom changes with it.
        ref var taken = ref _taken[HashCode.Combine(host, _window) & (Counters - 1)];
        if (taken >= limit)
        {
            return false;
        }

        taken++;
        return true;
    }
}
