using System.Net;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Krpc;

/// <summary>An answer. What it holds depends on what was asked. BEP 5, 32, 33, 44, 51. Immutable.</summary>
public sealed record KrpcResponse
{
    /// <summary>Who answers.</summary>
    public required NodeId Id { get; init; }

    /// <summary>IPv4 nodes near the target; null where the key is missing.</summary>
    public IReadOnlyList<CompactNode>? Nodes { get; init; }

    /// <summary>IPv6 nodes near the target; null where the key is missing. BEP 32.</summary>
    public IReadOnlyList<CompactNode>? Nodes6 { get; init; }

    /// <summary>Peers of the torrent.</summary>
    public IReadOnlyList<IPEndPoint> Values { get; init; } = [];

    /// <summary>What entitles to store here; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>The seeds of the torrent, to be counted. BEP 33.</summary>
    public ScrapeFilter? Seeds { get; init; }

    /// <summary>The other peers of the torrent, to be counted. BEP 33.</summary>
    public ScrapeFilter? Peers { get; init; }

    /// <summary>Some info-hashes that the node has peers for; null where the key is missing. BEP 51.</summary>
    public IReadOnlyList<Sha1Hash>? Samples { get; init; }

    /// <summary>How many info-hashes the node has peers for. From 0. BEP 51.</summary>
    public long SampleCount { get; init; }

    /// <summary>Seconds until the samples change: 0 to 21600. BEP 51.</summary>
    public int SampleInterval { get; init; }

    /// <summary>The item, or only its sequence number. BEP 44.</summary>
    public KrpcItem? Item { get; init; }
}
