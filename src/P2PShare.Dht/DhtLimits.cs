namespace P2PShare.Dht;

/// <summary>How much a node keeps and does. Nothing that others send makes it keep or do more.</summary>
public static class DhtLimits
{
    /// <summary>Nodes in a bucket, nodes in an answer, and nodes that something is stored on: the K of BEP 5.</summary>
    public const int BucketSize = 8;

    /// <summary>Nodes that wait for a place in a full bucket.</summary>
    public const int MaxReplacements = 8;

    /// <summary>Queries that a look-up has under way at once. Slow ones do not count.</summary>
    public const int Parallelism = 4;

    /// <summary>Most queries of one look-up.</summary>
    public const int MaxQueries = 200;

    /// <summary>Most queries of one look-up to nodes whose id does not follow from their address. BEP 42.</summary>
    public const int MaxInsecureQueries = 64;

    /// <summary>Most nodes that a look-up remembers: those nearest to its target.</summary>
    public const int MaxCandidates = 128;

    /// <summary>Most nodes of one /24 or /64 that a look-up remembers; of these one is asked at a time.</summary>
    public const int MaxCandidatesOfBlock = 3;

    /// <summary>Most nodes that a look-up takes from one answer, of the family it asks in.</summary>
    public const int MaxNodesOfAnswer = 16;

    /// <summary>Most peers that one look-up finds.</summary>
    public const int MaxPeersFound = 2_000;

    /// <summary>Look-ups that run at once; others wait.</summary>
    public const int MaxLookups = 32;

    /// <summary>Look-ups that wait. One more ends at once with nothing found.</summary>
    public const int MaxWaitingLookups = 20_000;

    /// <summary>Most queries of a node under way.</summary>
    public const int MaxPending = 1_024;

    /// <summary>Strangers that wait to be asked whether they answer.</summary>
    public const int MaxNewcomers = 64;

    /// <summary>Most torrents that peers are stored for.</summary>
    public const int MaxTorrents = 10_000;

    /// <summary>Most peers stored of one torrent.</summary>
    public const int MaxPeersOfTorrent = 500;

    /// <summary>Most peers stored, of all torrents.</summary>
    public const int MaxPeers = 50_000;

    /// <summary>Most items stored.</summary>
    public const int MaxItems = 2_000;

    /// <summary>Most bytes of an answer. BEP 32.</summary>
    public const int MaxAnswer = 1_024;

    /// <summary>Most bytes of an answer that carries an item: one packet on any ordinary path.</summary>
    public const int MaxItemAnswer = 1_400;

    /// <summary>An answer without an item is at most so many times as long as the question, so that nobody gains much by asking in another's name.</summary>
    public const int MaxAmplification = 10;

    /// <summary>Queries a second that one address (IPv4) or /64 (IPv6) is answered for long.</summary>
    public const int QueriesPerSecond = 20;

    /// <summary>Queries that one address or /64 is answered at once.</summary>
    public const int QueryBurst = 200;

    /// <summary>Queries a second that all together are answered for long.</summary>
    public const int TotalQueriesPerSecond = 1_000;

    /// <summary>Ports below are other services' on the internet: nothing is sent there.</summary>
    public const int LowestGlobalPort = 1_024;

    /// <summary>Most nodes of a node cache, of each family.</summary>
    public const int MaxCachedNodes = 200;

    /// <summary>How long an announce is remembered.</summary>
    public static readonly TimeSpan PeerLifetime = TimeSpan.FromMinutes(30);

    /// <summary>How long an item is remembered. BEP 44.</summary>
    public static readonly TimeSpan ItemLifetime = TimeSpan.FromHours(2);

    /// <summary>How long a token's secret is the newest; it is good for as long again. BEP 5.</summary>
    public static readonly TimeSpan TokenRotation = TimeSpan.FromMinutes(5);

    /// <summary>How long a node that answered is taken to be there, and how long a bucket stays fresh. BEP 5.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromMinutes(15);

    /// <summary>When a query without an answer makes room for another.</summary>
    public static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1.5);

    /// <summary>When a query without an answer has failed.</summary>
    public static readonly TimeSpan FailedAfter = TimeSpan.FromSeconds(6);

    /// <summary>How long a look-up runs at most.</summary>
    public static readonly TimeSpan LookupTime = TimeSpan.FromSeconds(40);

    /// <summary>How often deadlines are looked at.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(500);
}
