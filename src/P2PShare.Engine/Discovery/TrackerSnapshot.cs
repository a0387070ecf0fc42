using P2PShare.Engine.Diagnostics;

namespace P2PShare.Engine.Discovery;

/// <summary>What is known of one tracker of one torrent at one moment.</summary>
internal sealed record TrackerSnapshot
{
    /// <summary>The announce URL, with whatever looks like a secret hidden.</summary>
    public required string Url { get; init; }

    /// <summary>Its tier, from 0.</summary>
    public required int Tier { get; init; }

    /// <summary>How the last announce went; null before the first answer.</summary>
    public TrackerStatus? Status { get; init; }

    /// <summary>The last failure or warning.</summary>
    public string? Message { get; init; }

    /// <summary>How many peers the last answer named.</summary>
    public int Peers { get; init; }

    /// <summary>Seeds in the swarm, as it said; null when it did not.</summary>
    public int? Seeds { get; init; }

    /// <summary>Leechers in the swarm, as it said; null when it did not.</summary>
    public int? Leechers { get; init; }

    /// <summary>Until the next announce, zero when one is due or under way; null when none is planned.</summary>
    public TimeSpan? NextAnnounce { get; init; }
}
