using P2PShare.Net.Addresses;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Peers;

/// <summary>An announce as the table takes it: whom it is about has been settled. Passed by reference: no object for an announce.</summary>
internal readonly record struct Announcement
{
    public required Sha1Hash InfoHash { get; init; }

    public required PeerId PeerId { get; init; }

    /// <summary>Where the peer is to be reached; with port 0 it is not kept.</summary>
    public required HostEndPoint EndPoint { get; init; }

    public required bool IsSeed { get; init; }

    public AnnounceEvent Event { get; init; }

    /// <summary>Most peers to draw of the peer's own family.</summary>
    public required int Wanted { get; init; }

    /// <summary>Whether peers of the other family fill what is left.</summary>
    public bool BothFamilies { get; init; }

    /// <summary>Whether peer ids are drawn too.</summary>
    public bool WithPeerIds { get; init; }
}
