namespace P2PShare.Engine.Storage;

/// <summary>
/// Lets whole pieces that come fast wait for each other, so that they are hashed at once. Where so many would not be together soon, each goes on
/// when it comes. Thread-safe.
/// </summary>
internal sealed class PieceGathering<T> : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private readonly Action<IReadOnlyList<T>> _handOver;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();

    // Under the lock. When the last pieces came: as many as make a group, from the oldest on.
    private readonly long[] _arrivals;
    private int _oldest;
    private List<T> _waiting;

    /// <param name="time">What time it is.</param>
    /// <param name="size">Pieces of a group.</param>
    /// <param name="patience">The longest that a piece waits.</param>
    /// <param name="handOver">Takes the pieces that have waited, one or more of them.</param>
    public PieceGathering(TimeProvider time, int size, TimeSpan patience, Action<IReadOnlyList<T>> handOver)
    {
        _time = time;
        _patience = patience;
        _handOver = handOver;
        _arrivals = new long[size];
        Array.Fill(_arrivals, long.MinValue);
        _waiting = new List<T>(size);
        _timer = time.CreateTimer(static gathering => ((PieceGathering<T>)gathering!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A piece has come.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isLast">Whether none will soon follow.</param>
    public void Add(T piece, bool isLast)
    {
        IReadOnlyList<T>? group = null;
        lock (_lock)
        {
            _waiting.Add(piece);
            var comeFast = ComeFast();
            if (_waiting.Count == _arrivals.Length || isLast || !comeFast)
            {
                group = TakeWaiting();
            }
            else if (_waiting.Count == 1)
            {
                _timer.Change(_patience, Timeout.InfiniteTimeSpan);
            }
        }

        if (group is not null)
        {
            _handOver(group);
        }
    }

    /// <summary>Nothing more is to be waited for.</summary>
    public void Flush()
    {
        IReadOnlyList<T> group;
        lock (_lock)
        {
            group = TakeWaiting();
        }

        if (group.Count > 0)
        {
            _handOver(group);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    /// <summary>Whether the last group of pieces came within the time that one may wait.</summary>
    private bool ComeFast()
    {
        var before = _arrivals[_oldest];
        var now = _time.GetTimestamp();
        _arrivals[_oldest] = now;
        _oldest = (_oldest + 1) % _arrivals.Length;
        return before != long.MinValue && _time.GetElapsedTime(before, now) <= _patience;
    }

    private List<T> TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = new List<T>(_arrivals.Length);
        return waiting;
    }
}
