using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Dht;
using P2PShare.Engine;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>How torrents are got or seeded: what <c>get</c> and <c>seed</c> have in common, and where they differ.</summary>
internal sealed record TransferSettings
{
    private const int DefaultSessions = 200;

    /// <summary>Seeding what is there, until told otherwise.</summary>
    public static TransferSettings Default { get; } = new() { StateDirectory = "", SeedOnly = true, DhtRouters = DhtOptions.PublicRouters };

    /// <summary>Absolute.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Gives what is there and gets nothing.</summary>
    public bool SeedOnly { get; init; }

    /// <summary>Content of which a part is missing is seeded all the same.</summary>
    public bool Partial { get; init; }

    public bool Sequential { get; init; }

    /// <summary>Believes nothing that is recorded, and checks all of the content.</summary>
    public bool CheckAll { get; init; }

    /// <summary>Bytes a second of all together; 0 is without limit.</summary>
    public long MaxDownloadRate { get; init; }

    /// <summary>Bytes a second of all together; 0 is without limit.</summary>
    public long MaxUploadRate { get; init; }

    public StopConditions Stop { get; init; } = StopConditions.Never;

    /// <summary>0 for any free one.</summary>
    public int Port { get; init; }

    public IPAddress? BindAddress { get; init; }

    /// <summary>Peers named by the user.</summary>
    public IReadOnlyList<HostPort> Peers { get; init; } = [];

    /// <summary>Tiers behind those of the torrent.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>Most sessions of one torrent; null for the engine's default.</summary>
    public int? MaxPeers { get; init; }

    /// <summary>Hosts by which the DHT is joined; empty for none but those of earlier runs, null for no DHT.</summary>
    public IReadOnlyList<DhtRouter>? DhtRouters { get; init; }

    public bool PeerExchange { get; init; } = true;

    public bool LocalDiscovery { get; init; } = true;

    /// <summary>Run for each torrent that is complete.</summary>
    public Hook? OnComplete { get; init; }

    /// <summary>Run for each torrent that failed.</summary>
    public Hook? OnError { get; init; }

    /// <summary>How a torrent is run.</summary>
    /// <param name="item">The torrent.</param>
    /// <param name="peers">The addresses of peers that were named.</param>
    public TorrentOptions ToTorrentOptions(TransferItem item, IReadOnlyList<IPEndPoint> peers) => new()
    {
        ContentDirectory = item.ContentDirectory,
        SeedOnly = SeedOnly,
        RequireComplete = SeedOnly && !Partial,
        SelectedFiles = item.SelectedFiles,
        Priorities = item.Priorities,
        Sequential = Sequential,
        CheckAll = CheckAll,
        MaxSessions = MaxPeers,
        Trackers = item.BringsTrackers || Trackers.Count == 0 ? null : [.. item.Metainfo.Trackers, .. Trackers],
        Peers = peers,
        Stop = item.Searched is { } searched ? Stop with { Timeout = Stop.Timeout - searched } : Stop,
    };

    /// <summary>The engine that this asks for.</summary>
    public EngineOptions ToEngineOptions() => new()
    {
        StateDirectory = StateDirectory,
        BindAddress = BindAddress,
        Port = Port,
        MaxDownloadRate = MaxDownloadRate,
        MaxUploadRate = MaxUploadRate,
        DhtRouters = DhtRouters,
        PeerExchange = PeerExchange,
        LocalDiscovery = LocalDiscovery,
        MaxSessions = Math.Max(DefaultSessions, MaxPeers ?? 0),
    };
}
