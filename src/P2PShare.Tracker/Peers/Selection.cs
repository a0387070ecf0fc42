using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Peers;

/// <summary>What the table answers to an announce: counts, and peers in compact form.</summary>
internal sealed record Selection(ScrapeCounts Counts)
{
    /// <summary>Peers of 6 bytes.</summary>
    public byte[] IPv4 { get; init; } = [];

    /// <summary>Peers of 18 bytes.</summary>
    public byte[] IPv6 { get; init; } = [];

    /// <summary>Their peer ids, those with IPv4 first; empty when they were not asked for.</summary>
    public byte[] PeerIds { get; init; } = [];

    /// <summary>How many bytes of peer ids go with so many peers.</summary>
    public static int PeerIdBytes(int peers, bool wanted) => wanted ? peers * PeerId.Size : 0;
}
