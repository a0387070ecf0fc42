namespace P2PShare.Engine.Peers;

/// <summary>
/// Notices a peer that takes nothing of what it is sent. Begun and ended by the send loop, looked at by each tick: no send reads a clock.
/// </summary>
internal sealed class SendWatch
{
    /// <summary>A peer that takes nothing for this long is left, however alive it says it is. As for silence.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(140);

    // Odd while a send is under way.
    private long _count;
    private long _seen;
    private TimeSpan _seenAt;
    private volatile bool _isSlow;

    /// <summary>Whether the last tick found a send still under way that was so at the tick before: less is then sent at once, so that a slow peer can show that it reads.</summary>
    public bool IsSlow => _isSlow;

    /// <summary>A send begins.</summary>
    public void Begin() => Interlocked.Increment(ref _count);

    /// <summary>The peer, or what lies between, has taken it.</summary>
    public void End() => Interlocked.Increment(ref _count);

    /// <summary>Whether one send has been waiting too long. To be asked at each tick.</summary>
    public bool IsStuck(TimeSpan now)
    {
        var count = Volatile.Read(ref _count);
        if (count != _seen)
        {
            (_seen, _seenAt, _isSlow) = (count, now, false);
            return false;
        }

        _isSlow = long.IsOddInteger(count);
        return _isSlow && now - _seenAt > Limit;
    }
}
