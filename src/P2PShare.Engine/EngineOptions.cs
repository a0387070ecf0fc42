using System.Net;
using P2PShare.Dht;

namespace P2PShare.Engine;

/// <summary>Settings of an engine, checked when it is made. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>The folder that keeps what must survive a restart; made when it is missing. See <c>design.md</c>, "What lasts on disk".</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Addresses to listen on and connect from; null for all addresses of both families.</summary>
    public IPAddress? BindAddress { get; init; }

    /// <summary>The listening port, 0 for any free one. Default: 0.</summary>
    public int Port { get; init; }

    /// <summary>Bytes a second that all torrents together may download; 0 is without limit.</summary>
    public long MaxDownloadRate { get; init; }

    /// <summary>Bytes a second that all torrents together may upload; 0 is without limit.</summary>
    public long MaxUploadRate { get; init; }

    /// <summary>Most sessions over all torrents, at least 1. Default: 200, as libtorrent.</summary>
    public int MaxSessions { get; init; } = 200;

    /// <summary>Most sessions of one torrent, at least 1. Default: 100.</summary>
    public int MaxSessionsPerTorrent { get; init; } = 100;

    /// <summary>Most sessions with one address that is not loopback, at least 1. Default: 8, for friends behind one NAT.</summary>
    public int MaxSessionsPerAddress { get; init; } = 8;

    /// <summary>Most connection attempts under way, at least 1. Default: 32.</summary>
    public int MaxHalfOpen { get; init; } = 32;

    /// <summary>Bytes of blocks in memory, received and not yet written. Default: 48 MiB.</summary>
    public long BlockMemory { get; init; } = 48L * 1024 * 1024;

    /// <summary>Peers that are uploaded to at once for each torrent, the optimistic one included, at least 2. Default: 8, as libtorrent.</summary>
    public int UploadSlots { get; init; } = 8;

    /// <summary>Whether peers are told of each other, and heard on it (BEP 11); never those of a private torrent. Default: yes.</summary>
    public bool PeerExchange { get; init; } = true;

    /// <summary>Whether peers are looked for on the local network (BEP 14), where <see cref="EngineServices.Multicast"/> is given; never those of a private torrent. Default: yes.</summary>
    public bool LocalDiscovery { get; init; } = true;

    /// <summary>
    /// Hosts by which the DHT is joined (BEP 5), such as <see cref="DhtOptions.PublicRouters"/>; empty to know only nodes of earlier runs, torrents
    /// and peers; null for no DHT. Never for private torrents. Default: null.
    /// </summary>
    public IReadOnlyList<DhtRouter>? DhtRouters { get; init; }

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(StateDirectory);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, IPEndPoint.MaxPort);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxDownloadRate);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxUploadRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSessions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSessionsPerTorrent, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSessionsPerAddress, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHalfOpen, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BlockMemory, 1024 * 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(UploadSlots, 2);
    }
}
