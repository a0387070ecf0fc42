using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Says to which tracker of a torrent to announce, and when. In use are the trackers from the first up to the first that works: those before it
/// are tried again after ever longer waits, those behind it are in reserve. Within a tier their order is random at first, and whichever works
/// comes to the front. BEP 12. Sends nothing and starts no timer. Not thread-safe.
/// </summary>
internal sealed class AnnounceSchedule
{
    /// <summary>Further trackers of a torrent are passed over.</summary>
    public const int MaxTrackers = 100;

    /// <summary>A tracker that takes longer to answer is not waited for before the next is tried.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly AnnounceBackoff _backoff;
    private readonly List<TrackerEntry> _trackers;
    private bool _needsPeers;

    /// <summary>All trackers are due at once.</summary>
    /// <param name="tiers">The trackers by tier.</param>
    /// <param name="createTargets">Makes our entries at a tracker.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Chance.</param>
    public AnnounceSchedule(
        IReadOnlyList<IReadOnlyList<TrackerUrl>> tiers, Func<IReadOnlyList<AnnounceTarget>> createTargets, TimeProvider time, Random random)
    {
        _time = time;
        _start = time.GetTimestamp();
        _backoff = new AnnounceBackoff(random);
        _trackers = [.. Shuffled(tiers, random, createTargets).Take(MaxTrackers)];
    }

    /// <summary>In the order in which they are tried.</summary>
    public IReadOnlyList<TrackerEntry> Trackers => _trackers;

    /// <summary>Whether the download became complete in this run.</summary>
    public bool HasCompleted { get; private set; }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>The tracker to announce to now, which is under way from then on; null when there is none.</summary>
    public TrackerEntry? TakeDue()
    {
        var now = Now;
        var due = InUse(now).FirstOrDefault(tracker => tracker.UnderWaySince is null && DueAt(tracker) <= now);
        if (due is not null)
        {
            due.UnderWaySince = now;
            due.WasToldOfCompletion = HasCompleted && due.Targets.Any(static target => target.IsStarted);
            _needsPeers = false;
        }

        return due;
    }

    /// <summary>Until <see cref="TakeDue"/> may have something, zero for now; null when nothing will come but by an answer.</summary>
    public TimeSpan? UntilDue()
    {
        var now = Now;
        var next = TimeSpan.MaxValue;
        foreach (var tracker in InUse(now))
        {
            var at = tracker.UnderWaySince is null ? DueAt(tracker) : tracker.UnderWaySince.Value + Patience;
            next = tracker.UnderWaySince is not null && at <= now ? next : Earlier(next, at);
        }

        return Until(next, now);
    }

    /// <summary>Until a tracker is to be announced to, zero when it is being; null for never.</summary>
    public TimeSpan? UntilDue(TrackerEntry tracker) => tracker.UnderWaySince is null ? Until(DueAt(tracker), Now) : TimeSpan.Zero;

    /// <summary>More peers are wanted: the tracker that works is asked as soon as it allows. False when that was known.</summary>
    public bool NeedPeers()
    {
        var isNew = !_needsPeers;
        _needsPeers = true;
        return isNew;
    }

    /// <summary>The download has just become complete: the tracker that works is told at once.</summary>
    public void MarkCompleted() => HasCompleted = true;

    /// <summary>A tracker has taken an announce, or the first part of one: it comes to the front of its tier.</summary>
    public void MarkWorking(TrackerEntry tracker)
    {
        tracker.IsWorking = true;
        _trackers.Remove(tracker);
        var front = _trackers.FindIndex(other => other.Tier >= tracker.Tier);
        _trackers.Insert(front < 0 ? _trackers.Count : front, tracker);
    }

    /// <summary>A tracker has taken an announce as a whole.</summary>
    /// <param name="tracker">The tracker.</param>
    /// <param name="interval">What it asked for until the next.</param>
    /// <param name="minInterval">What it asked for at the least; null when it did not.</param>
    public void MarkAnswered(TrackerEntry tracker, TimeSpan interval, TimeSpan? minInterval)
    {
        var now = Now;
        tracker.UnderWaySince = null;
        tracker.Failures = 0;
        tracker.NextAt = now + AnnounceBackoff.Interval(interval, minInterval);
        tracker.NotBefore = now + AnnounceBackoff.MinInterval(interval, minInterval);
        MarkWorking(tracker);
    }

    /// <summary>An announce has failed.</summary>
    /// <param name="tracker">The tracker.</param>
    /// <param name="retryIn">What it asked for until the next, <see cref="Timeout.InfiniteTimeSpan"/> for never; null when it did not.</param>
    public void MarkFailed(TrackerEntry tracker, TimeSpan? retryIn)
    {
        tracker.UnderWaySince = null;
        tracker.IsWorking = false;
        tracker.Failures++;
        var delay = _backoff.Delay(tracker.Failures, retryIn);
        tracker.NextAt = delay == TimeSpan.MaxValue ? delay : Now + delay;
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan? Until(TimeSpan at, TimeSpan now) =>
        at == TimeSpan.MaxValue ? null
        : at > now ? at - now
        : TimeSpan.Zero;

    private static IEnumerable<TrackerEntry> Shuffled(IReadOnlyList<IReadOnlyList<TrackerUrl>> tiers, Random random, Func<IReadOnlyList<AnnounceTarget>> createTargets)
    {
        for (var tier = 0; tier < tiers.Count; tier++)
        {
            var urls = tiers[tier].ToArray();
            random.Shuffle(urls);
            foreach (var url in urls)
            {
                yield return new TrackerEntry(url, tier, createTargets());
            }
        }
    }

    private IEnumerable<TrackerEntry> InUse(TimeSpan now)
    {
        foreach (var tracker in _trackers)
        {
            yield return tracker;
            if (tracker.IsWorking || (tracker.UnderWaySince is { } since && now - since < Patience))
            {
                yield break;
            }
        }
    }

    private TimeSpan DueAt(TrackerEntry tracker)
    {
        if (!tracker.IsWorking)
        {
            return tracker.NextAt;
        }

        var owesCompletion = HasCompleted && !tracker.WasToldOfCompletion && tracker.Targets.Any(static target => target.IsStarted);
        return owesCompletion ? TimeSpan.Zero
            : _needsPeers ? Earlier(tracker.NextAt, tracker.NotBefore)
            : tracker.NextAt;
    }
}
