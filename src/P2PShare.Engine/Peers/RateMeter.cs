namespace P2PShare.Engine.Peers;

/// <summary>Measures bytes a second over the last while, in slices that are forgotten one by one. Times are monotonic and never go back.</summary>
/// <param name="window">How far back it looks; the rate of a flow that began less long ago is taken over the time since, but at least over one slice.</param>
internal sealed class RateMeter(TimeSpan window)
{
    private const int SliceCount = 10;

    private readonly long[] _slices = new long[SliceCount];
    private readonly long _sliceTicks = Math.Max(1, window.Ticks / SliceCount);
    private long _newest;
    private long _sum;
    private TimeSpan? _since;

    /// <summary>Bytes counted since the beginning.</summary>
    public long Total { get; private set; }

    /// <summary>Counts bytes.</summary>
    public void Add(long bytes, TimeSpan now)
    {
        Advance(now);
        _since ??= now;
        _slices[_newest % SliceCount] += bytes;
        _sum += bytes;
        Total += bytes;
    }

    /// <summary>Bytes a second.</summary>
    public long Rate(TimeSpan now)
    {
        Advance(now);
        if (_sum == 0 || _since is not { } since)
        {
            return 0;
        }

        // The newest slice is as old as it is; the window is what the slices cover.
        var covered = now.Ticks - ((_newest - SliceCount + 1) * _sliceTicks);
        var ticks = Math.Max(_sliceTicks, Math.Min(covered, (now - since).Ticks));
        return (long)((double)_sum / ticks * TimeSpan.TicksPerSecond);
    }

    private void Advance(TimeSpan now)
    {
        var slice = now.Ticks / _sliceTicks;
        if (slice - _newest >= SliceCount)
        {
            Array.Clear(_slices);
            _newest = slice;
            _sum = 0;

            // The flow stopped; a new one begins with the next bytes.
            _since = null;
            return;
        }

        while (_newest < slice)
        {
            ref var oldest = ref _slices[++_newest % SliceCount];
            _sum -= oldest;
            oldest = 0;
        }
    }
}
