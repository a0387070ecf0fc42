namespace P2PShare.Engine.Creation;

/// <summary>Counts bytes from several threads and tells of them: at the start, at the end and at most ten times a second in between, never less than before.</summary>
internal sealed class ProgressMeter
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly IProgress<HashProgress>? _listener;
    private readonly long _total;
    private readonly TimeProvider _time;

    // Under the lock.
    private long _done;
    private long _toldAt;

    public ProgressMeter(IProgress<HashProgress>? listener, long total, TimeProvider time)
    {
        _listener = listener;
        _total = total;
        _time = time;
        _toldAt = time.GetTimestamp();
        listener?.Report(new HashProgress(0, total));
    }

    /// <summary>Counts some more.</summary>
    public void Add(int bytes)
    {
        if (_listener is null || bytes == 0)
        {
            return;
        }

        lock (_lock)
        {
            _done += bytes;
            var now = _time.GetTimestamp();
            if (_done == _total || _time.GetElapsedTime(_toldAt, now) >= Interval)
            {
                _toldAt = now;
                _listener.Report(new HashProgress(_done, _total));
            }
        }
    }
}
