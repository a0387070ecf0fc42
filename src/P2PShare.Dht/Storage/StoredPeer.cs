using System.Net;

namespace P2PShare.Dht.Storage;

/// <summary>A peer that was announced: one of an address for each torrent, whatever its port. BEP 33.</summary>
internal sealed class StoredPeer(IPEndPoint endPoint, bool isSeed, TimeSpan announcedAt)
{
    public IPEndPoint EndPoint { get; set; } = endPoint;

    public bool IsSeed { get; set; } = isSeed;

    public TimeSpan AnnouncedAt { get; set; } = announcedAt;
}
