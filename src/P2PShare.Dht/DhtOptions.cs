namespace P2PShare.Dht;

/// <summary>How a node behaves. Immutable.</summary>
public sealed record DhtOptions
{
    /// <summary>Well-known nodes of the public DHT, of several operators, so that none of them matters.</summary>
    public static IReadOnlyList<DhtRouter> PublicRouters { get; } =
    [
        new("dht.libtorrent.org", 25_401),
        new("router.bittorrent.com", 6_881),
        new("router.utorrent.com", 6_881),
        new("dht.transmissionbt.com", 6_881),
        new("dht.aelitis.com", 6_881),
    ];

    /// <summary>Hosts to join by. Default: <see cref="PublicRouters"/>. Empty for a network of one's own whose nodes come from elsewhere.</summary>
    public IReadOnlyList<DhtRouter> Routers { get; init; } = PublicRouters;

    /// <summary>Whether the node only asks and never answers, for one that others cannot reach. BEP 43. Default: no.</summary>
    public bool IsReadOnly { get; init; }
}
