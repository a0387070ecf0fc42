using System.Net;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Trackers;

/// <summary>What a client tells a tracker. BEP 3, 7, 15, 23.</summary>
public sealed record AnnounceRequest
{
    /// <summary>Which torrent: the v1 info-hash or the truncated v2 one.</summary>
    public required Sha1Hash InfoHash { get; init; }

    /// <summary>Who announces.</summary>
    public required PeerId PeerId { get; init; }

    /// <summary>The port on which it listens.</summary>
    public required int Port { get; init; }

    /// <summary>Bytes uploaded since <see cref="AnnounceEvent.Started"/>.</summary>
    public long Uploaded { get; init; }

    /// <summary>Bytes downloaded since <see cref="AnnounceEvent.Started"/>.</summary>
    public long Downloaded { get; init; }

    /// <summary>Bytes still missing; 0 is a seed.</summary>
    public long Left { get; init; }

    /// <summary>Why it announces.</summary>
    public AnnounceEvent Event { get; init; }

    /// <summary>How many peers it wants; null leaves it to the tracker.</summary>
    public int? PeersWanted { get; init; }

    /// <summary>A number that proves to the tracker that the client is the same after its address changed.</summary>
    public uint Key { get; init; }

    /// <summary>Whether it takes 6 and 18 bytes a peer (BEP 23, 7) and not dictionaries.</summary>
    public bool Compact { get; init; } = true;

    /// <summary>Whether dictionaries of peers may leave out their peer ids.</summary>
    public bool OmitPeerIds { get; init; }

    /// <summary>The address it wants to be known under; a tracker believes it only from private addresses.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>What an earlier answer asked to be sent back.</summary>
    public string? TrackerId { get; init; }
}
