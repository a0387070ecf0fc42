using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Decides how many requests to keep at one peer, and when it is given up on. The number follows what the peer delivers: bandwidth ×
/// (its delay + <see cref="QueueTime"/>), so that its line never runs dry; until that is known it doubles with each round trip, from
/// <see cref="FirstWindow"/>. Knows no blocks and sends nothing; <c>now</c> is monotonic.
/// </summary>
internal sealed class RequestPipeline
{
    /// <summary>How many requests a new peer gets: enough for several hundred MB/s on a LAN, and one MiB at most from who is slow.</summary>
    public const int FirstWindow = 64;

    /// <summary>Fewest requests at a peer that is not snubbed: one on its way while another is served.</summary>
    public const int MinWindow = 2;

    /// <summary>Most requests at any peer: 32 MiB, a gigabit line over a quarter of a second.</summary>
    public const int MaxWindow = 2000;

    /// <summary>Most requests at a peer that has not said how many it takes (BEP 10, <c>reqq</c>), as libtorrent.</summary>
    public const int DefaultLimit = 250;

    /// <summary>How many rounds of refusals in a row, without a block between them, make a peer <see cref="IsHopeless"/>: some two minutes.</summary>
    public const int MaxRefusals = 8;

    /// <summary>How much work is queued at a peer beyond its delay, as libtorrent.</summary>
    public static readonly TimeSpan QueueTime = TimeSpan.FromSeconds(3);

    /// <summary>A peer that owes blocks and sends none for this long is snubbed, as libtorrent.</summary>
    public static readonly TimeSpan SnubTime = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan MinTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MinEpoch = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(60);

    // Growth below this factor is none, and so many epochs without growth end the doubling.
    private const double Growth = 1.1;
    private const int FlatEpochs = 3;

    private readonly RateMeter _rate = new(QueueTime);
    private double _window = FirstWindow;
    private bool _isDoubling = true;
    private TimeSpan _epochStart;
    private long _epochBytes;
    private double _bestRate;
    private int _flatEpochs;
    private TimeSpan _delay = MaxDelay;
    private double _meanSeconds;
    private double _deviationSeconds;
    private TimeSpan _waitingSince;
    private TimeSpan _pausedUntil;
    private int _refusals;

    /// <summary>How many requests the peer takes at once: its <c>reqq</c>. Default: <see cref="DefaultLimit"/>. Values out of range are clamped.</summary>
    public int Limit
    {
        get;
        set => field = Math.Clamp(value, 1, MaxWindow);
    } = DefaultLimit;

    /// <summary>How many requests should be outstanding.</summary>
    public int Window => IsSnubbed ? 1 : Math.Clamp((int)_window, Math.Min(MinWindow, Limit), Limit);

    /// <summary>Whether the peer has kept us waiting too long: one request stays with it, and with its next block it is trusted anew.</summary>
    public bool IsSnubbed { get; private set; }

    /// <summary>Whether the peer only ever refuses: the session is not worth keeping.</summary>
    public bool IsHopeless => _refusals > MaxRefusals;

    /// <summary>How long a request may take before its block is given to others.</summary>
    public TimeSpan RequestTimeout
    {
        get
        {
            var seconds = _meanSeconds == 0 ? MaxTimeout.TotalSeconds : _meanSeconds + (4 * _deviationSeconds) + MinTimeout.TotalSeconds;
            return TimeSpan.FromSeconds(Math.Clamp(seconds, MinTimeout.TotalSeconds, MaxTimeout.TotalSeconds));
        }
    }

    /// <summary>Bytes a second over the last <see cref="QueueTime"/>.</summary>
    public long Rate(TimeSpan now) => _rate.Rate(now);

    /// <summary>Whether requests may be sent now; not so for a while after refusals.</summary>
    public bool MayRequest(TimeSpan now) => now >= _pausedUntil;

    /// <summary>Requests are sent to a peer that owed this many before.</summary>
    public void Requested(int outstandingBefore, TimeSpan now)
    {
        if (outstandingBefore == 0)
        {
            _waitingSince = now;

            // Idle time says nothing about the peer's speed.
            (_epochStart, _epochBytes) = (now, 0);
        }
    }

    /// <summary>A block came that was asked for then; null when it was no longer waited for.</summary>
    public void Arrived(int bytes, TimeSpan? requestedAt, TimeSpan now)
    {
        _rate.Add(bytes, now);
        _waitingSince = now;
        _refusals = 0;
        if (IsSnubbed)
        {
            IsSnubbed = false;
            _window = MinWindow;
            StartDoubling(now);
        }

        if (requestedAt is { } at)
        {
            Measure(now - at);
        }

        Adapt(bytes, now);
    }

    /// <summary>To be called about once a second. True when the peer is snubbed from now on: what it owes is then given to others.</summary>
    public bool Tick(int outstanding, TimeSpan now)
    {
        if (IsSnubbed || outstanding == 0 || now - _waitingSince < SnubTime)
        {
            return false;
        }

        IsSnubbed = true;
        return true;
    }

    /// <summary>The peer refused a request although it does not choke us: asks less, and pauses, longer each time. Refusals that come together count once.</summary>
    public void Refused(TimeSpan now)
    {
        if (!MayRequest(now))
        {
            return;
        }

        _pausedUntil = now + TimeSpan.FromTicks(Math.Min(MaxPause.Ticks, FirstPause.Ticks << Math.Min(_refusals, 6)));
        _refusals++;
        _isDoubling = false;
        _window = Math.Max(MinWindow, _window / 2);
    }

    private void StartDoubling(TimeSpan now)
    {
        _isDoubling = true;
        (_epochStart, _epochBytes) = (now, 0);
        (_bestRate, _flatEpochs) = (0, 0);
    }

    // As TCP measures round trips, RFC 6298. The shortest ever is the peer's delay without our own queue before it.
    private void Measure(TimeSpan response)
    {
        var seconds = response.TotalSeconds;
        _delay = response < _delay ? response : _delay;
        if (_meanSeconds == 0)
        {
            (_meanSeconds, _deviationSeconds) = (seconds, seconds / 2);
            return;
        }

        _deviationSeconds += (Math.Abs(seconds - _meanSeconds) - _deviationSeconds) / 4;
        _meanSeconds += (seconds - _meanSeconds) / 8;
    }

    private void Adapt(int bytes, TimeSpan now)
    {
        if (!_isDoubling)
        {
            _window = Math.Min(MaxWindow, _rate.Rate(now) * (_delay + QueueTime).TotalSeconds / PieceGeometry.BlockLength);
            return;
        }

        // One more for each that came: twice as many after one round trip.
        _window = Math.Min(MaxWindow, _window + ((double)bytes / PieceGeometry.BlockLength));
        _epochBytes += bytes;
        var elapsed = now - _epochStart;
        if (elapsed >= MinEpoch && elapsed >= 2 * _delay)
        {
            EndEpoch(_epochBytes / elapsed.TotalSeconds, now);
        }
    }

    private void EndEpoch(double rate, TimeSpan now)
    {
        _flatEpochs = rate < _bestRate * Growth ? _flatEpochs + 1 : 0;
        _bestRate = Math.Max(rate, _bestRate);
        _isDoubling = _flatEpochs < FlatEpochs;
        (_epochStart, _epochBytes) = (now, 0);
    }
}
