using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Peers;

/// <summary>One torrent: its peers of both families, and its place in the order of use. Not thread-safe.</summary>
internal sealed class Swarm(Sha1Hash infoHash)
{
    public Sha1Hash InfoHash { get; } = infoHash;

    public PeerList<IPv4PeerAddress> IPv4 { get; } = new();

    public PeerList<IPv6PeerAddress> IPv6 { get; } = new();

    /// <summary>How often it was downloaded as a whole.</summary>
    public int Downloaded { get; set; }

    /// <summary>The last announce, in seconds of the table's clock.</summary>
    public uint LastAnnounce { get; set; }

    /// <summary>When expired peers are to be looked for again.</summary>
    public uint CleanAt { get; set; }

    // Neighbours in the order of use; they are the table's.
    public Swarm? LessRecent { get; set; }

    public Swarm? MoreRecent { get; set; }

    public int Peers => IPv4.Count + IPv6.Count;

    public int Seeds => IPv4.Seeds + IPv6.Seeds;

    public ScrapeCounts Counts => new(Seeds, Downloaded, Peers - Seeds);

    public void RemoveSeenBefore(uint time)
    {
        IPv4.RemoveSeenBefore(time);
        IPv6.RemoveSeenBefore(time);
    }
}
