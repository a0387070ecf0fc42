using System.Net;

namespace P2PShare.Protocol.Trackers;

/// <summary>What a tracker answers. BEP 3, 7, 15, 23, 24, 31. Whole and plausible entries only: no port 0, bounded in number.</summary>
public sealed record AnnounceResponse
{
    /// <summary>Until the next announce, as the tracker asked; the client clamps it.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>No announce before this has passed; null when absent.</summary>
    public TimeSpan? MinInterval { get; init; }

    /// <summary>Seeds in the swarm; null when absent.</summary>
    public int? Complete { get; init; }

    /// <summary>Leechers in the swarm; null when absent.</summary>
    public int? Incomplete { get; init; }

    /// <summary>Addresses of both families.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Peers that plain answers name by host; the client resolves a bounded number of them.</summary>
    public IReadOnlyList<DnsEndPoint> NamedPeers { get; init; } = [];

    /// <summary>Under which address the tracker saw us. BEP 24.</summary>
    public IPAddress? ExternalAddress { get; init; }

    /// <summary>To be sent back; at most 256 bytes, dropped when longer.</summary>
    public string? TrackerId { get; init; }

    /// <summary>A text to be shown; control characters escaped, at most 300 characters.</summary>
    public string? Warning { get; init; }

    /// <summary>Set when the tracker refused; then nothing else but <see cref="RetryIn"/> is.</summary>
    public string? FailureReason { get; init; }

    /// <summary>When to try again after a failure; <see cref="Timeout.InfiniteTimeSpan"/> for never; null when absent. BEP 31.</summary>
    public TimeSpan? RetryIn { get; init; }
}
