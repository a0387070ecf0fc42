using P2PShare.Engine.Diagnostics;

namespace P2PShare.Engine.Discovery;

/// <summary>How an announce to one tracker went as a whole, put together from the answers for each info-hash and family. Pure.</summary>
internal sealed class AnnounceOutcome
{
    public AnnounceOutcome(IReadOnlyList<TrackerAnswer> answers)
    {
        var taken = answers.Where(static answer => answer.IsSuccess).Select(static answer => answer.Response!).ToList();
        IsSuccess = taken.Count > 0;
        if (IsSuccess)
        {
            Interval = taken.Max(static response => response.Interval);
            MinInterval = taken.Max(static response => response.MinInterval);
            Seeds = taken.Max(static response => response.Complete);
            Leechers = taken.Max(static response => response.Incomplete);
            Peers = taken.SelectMany(static response => response.Peers).Distinct().Count();
            Message = taken.Select(static response => response.Warning).FirstOrDefault(static warning => warning is not null);
            return;
        }

        // That a tracker has no address in one family is news only where it has none in the other.
        var failed = answers.OrderBy(static answer => answer.WasSkipped).ToList();
        Message = failed[0].Problem;
        RetryIn = failed.Select(static answer => answer.Response?.RetryIn).FirstOrDefault(static retryIn => retryIn is not null);
    }

    /// <summary>Whether the tracker took any of it.</summary>
    public bool IsSuccess { get; }

    public TimeSpan Interval { get; }

    public TimeSpan? MinInterval { get; }

    public TimeSpan? RetryIn { get; }

    public int? Seeds { get; }

    public int? Leechers { get; }

    /// <summary>How many it named.</summary>
    public int Peers { get; }

    /// <summary>A failure or a warning.</summary>
    public string? Message { get; }

    public TrackerStatus Status => !IsSuccess ? TrackerStatus.Failed : Message is null ? TrackerStatus.Ok : TrackerStatus.Warning;
}
