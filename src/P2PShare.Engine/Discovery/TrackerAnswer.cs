using System.Net;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>How one announce, for one info-hash over one family, went.</summary>
internal sealed record TrackerAnswer
{
    /// <summary>What the tracker said, whose peers have been judged; null when it did not answer.</summary>
    public AnnounceResponse? Response { get; private init; }

    /// <summary>What went wrong, as a clause for users; null when nothing did.</summary>
    public string? Problem { get; private init; }

    /// <summary>Whether there was nothing to try: the tracker has no address in this family.</summary>
    public bool WasSkipped { get; private init; }

    /// <summary>Whether the tracker took the announce.</summary>
    public bool IsSuccess => Response is { FailureReason: null };

    /// <summary>All peers that the tracker named and that it may name.</summary>
    public IReadOnlyList<IPEndPoint> Peers => Response?.Peers ?? [];

    public static TrackerAnswer Of(AnnounceResponse response) => new() { Response = response, Problem = response.FailureReason };

    public static TrackerAnswer Failed(string problem) => new() { Problem = problem };

    public static TrackerAnswer Skipped(string reason) => new() { Problem = reason, WasSkipped = true };
}
