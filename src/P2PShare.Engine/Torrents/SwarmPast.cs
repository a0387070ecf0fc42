using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>What a swarm goes on from: what earlier runs left, and after a pause what the swarm before it knew.</summary>
internal sealed record SwarmPast
{
    /// <summary>The pieces that are here. Not changed.</summary>
    public required Bitfield Have { get; init; }

    /// <summary>Who is known. The swarm's from then on.</summary>
    public required PeerBook Book { get; init; }

    /// <summary>What went to and fro.</summary>
    public TransferTotals Totals { get; init; }

    /// <summary>Content bytes of this run that were of no use.</summary>
    public long Wasted { get; init; }

    /// <summary>How long it has been seeding in this run.</summary>
    public TimeSpan Seeded { get; init; }
}
