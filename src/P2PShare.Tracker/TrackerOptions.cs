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

    /// <summary>
    /// Most peers of one torrent at one global address, at least 1; a further one takes the place of the one that was silent longest. An IPv6
    /// network of 64 bits counts as one address; private and loopback addresses are not limited. Default: 64, for a large house behind one NAT.
    /// </summary>
    public int MaxPeersPerAddress { get; init; } = 64;

    /// <summary>Most torrents that one global address may add within ten minutes, at least 1: what keeps one host from pushing out all others. Default: 2,000.</summary>
    public int MaxNewTorrentsPerAddress { get; init; } = 2_000;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Interval, TimeSpan.FromSeconds(10), nameof(Interval));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Interval, TimeSpan.FromDays(1), nameof(Interval));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeers, 1, nameof(MaxPeers));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPeers, 1_000, nameof(MaxPeers));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTorrents, 1, nameof(MaxTorrents));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeersPerTorrent, 1, nameof(MaxPeersPerTorrent));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPeersPerAddress, 1, nameof(MaxPeersPerAddress));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxNewTorrentsPerAddress, 1, nameof(MaxNewTorrentsPerAddress));
    }
}
