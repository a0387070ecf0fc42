namespace P2PShare.Engine.Discovery;

/// <summary>How long to wait after an answer and after a failure, within limits that no tracker moves. Pure but for chance.</summary>
internal sealed class AnnounceBackoff(Random random)
{
    /// <summary>No tracker is asked at its interval more often.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>Where a tracker says no minimum, clients in need wait so long. As libtorrent.</summary>
    public static readonly TimeSpan UsualMinInterval = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <summary>Until the next announce after an answer.</summary>
    public static TimeSpan Interval(TimeSpan asked, TimeSpan? minimum) => Clamp(minimum > asked ? minimum.Value : asked);

    /// <summary>Until the first announce that may come after an answer.</summary>
    public static TimeSpan MinInterval(TimeSpan asked, TimeSpan? minimum) =>
        minimum is { } said ? Clamp(said)
        : Clamp(asked) < UsualMinInterval ? Clamp(asked)
        : UsualMinInterval;

    /// <summary>Until the next try after a failure: twice as long each time, and up to half as much again, so that clients do not come back together.</summary>
    /// <param name="failures">In a row, this one included.</param>
    /// <param name="retryIn">What the tracker asked for; <see cref="Timeout.InfiniteTimeSpan"/> for never. BEP 31.</param>
    public TimeSpan Delay(int failures, TimeSpan? retryIn)
    {
        if (retryIn == Timeout.InfiniteTimeSpan)
        {
            return TimeSpan.MaxValue;
        }

        var delay = FirstDelay * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        delay = retryIn is { } asked ? Clamp(asked) : delay < LongestDelay ? delay : LongestDelay;
        return delay * (1 + (random.NextDouble() / 2));
    }

    private static TimeSpan Clamp(TimeSpan value) =>
        value < ShortestInterval ? ShortestInterval
        : value > LongestInterval ? LongestInterval
        : value;
}
