using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Torrents;

/// <summary>What <see cref="SwarmSessions"/> needs of the torrent whose sessions it keeps. Called under the torrent's lock, but for what <see cref="ISessionOwner"/> says.</summary>
internal interface ISessionHost : ISessionOwner
{
    /// <summary>Guards the torrent's state and its sessions. Never held across a wait.</summary>
    Lock Lock { get; }

    /// <summary>Where blocks are read for peers; null for a torrent whose content is not known yet: it has none to send.</summary>
    ContentReader? Reader { get; }

    /// <summary>The torrent's own limits.</summary>
    RateLimits Limits { get; }

    /// <summary>Peers that have everything are of no use.</summary>
    bool IsGivingOnly { get; }

    /// <summary>A session began: greets the peer.</summary>
    void OnJoined(PeerSession session);

    /// <summary>A session is over and taken out.</summary>
    void OnLeft(PeerSession session, TimeSpan now);

    /// <summary>Nobody is left to connect to, and no session either.</summary>
    void OnPeersWanted();
}
