using System.Net;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Tracker;

/// <summary>Settings of a tracker. Immutable.</summary>
public sealed record TrackerOptions
{
    /// <summary>Where HTTP is served; null for nowhere. Port 0 takes a free one. An IPv6 any-address takes IPv4 too.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary>Where UDP is served; null for nowhere. Port 0 takes a free one. An IPv6 any-address takes IPv4 too.</summary>
    public IPEndPoint? Udp { get; init; }

    /// <summary>The only torrents that are served; null for all.</summary>
    public IReadOnlySet<Sha1Hash>? Allowed { get; init; }

    /// <summary>What clients are asked to wait between announces. 10 s to 1 day. Default: 30 minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Most peers in one answer, 1 to 1,000. Default: 200.</summary>
    public int MaxPeers { get; init; } = 200;

    /// <summary>Most torrents kept; the ones idle longest make room. At least 1. Default: 1,000,000.</summary>
    public int MaxTorrents { get; init; } = 1_000_000;

    /// <summary>Most peers kept for one torrent. At least 1. Default: 100,000.</summary>
    public int MaxPeersPerTorrent { get; init; } = 100_000;
}
