using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>What <c>dht peers</c> found.</summary>
internal sealed record DhtPeersDocument(string InfoHash, IReadOnlyList<string> Peers, double Elapsed);

/// <summary>What <c>dht ping</c> was answered.</summary>
internal sealed record DhtPingDocument(string Node, string Id, double RoundTrip, bool Secure);

/// <summary>What <c>dht scrape</c> counted.</summary>
internal sealed record DhtScrapeDocument(string InfoHash, int Seeds, int Leeches, int Nodes);

/// <summary>What <c>dht put</c> stored.</summary>
internal sealed record DhtPutDocument(string Target, string? PublicKey, string? Salt, long? Seq, int StoredOn);

/// <summary>What <c>dht get</c> found. <paramref name="Value"/> is the text where it is one, <paramref name="Encoded"/> the value as it is bencoded, in base64.</summary>
internal sealed record DhtItemDocument(string Target, string? Value, string Encoded, string? PublicKey, long? Seq);

/// <summary>How the node is, each minute.</summary>
internal sealed record DhtStatusEvent(DateTime Time) : EventDocument("dht", Time, InfoHash: null)
{
    public bool Joined { get; init; }

    public int Nodes { get; init; }

    public int Torrents { get; init; }

    public int Peers { get; init; }

    public int Items { get; init; }

    public long QueriesAnswered { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalAddress { get; init; }
}
