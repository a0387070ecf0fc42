using System.Net;

namespace P2PShare.Dht;

/// <summary>What a node looked like at one moment. Counts are since it was made. Immutable.</summary>
public sealed record DhtSnapshot
{
    /// <summary>IPv4 nodes in the table.</summary>
    public int IPv4Nodes { get; init; }

    /// <summary>IPv6 nodes in the table.</summary>
    public int IPv6Nodes { get; init; }

    /// <summary>Whether a look-up for our own id has reached anybody.</summary>
    public bool HasJoined { get; init; }

    /// <summary>Our IPv4 address as others see it, where enough of them agree.</summary>
    public IPAddress? ExternalIPv4 { get; init; }

    /// <summary>Our IPv6 address as others see it, where enough of them agree.</summary>
    public IPAddress? ExternalIPv6 { get; init; }

    /// <summary>Look-ups that run.</summary>
    public int Lookups { get; init; }

    /// <summary>Torrents that peers are stored for.</summary>
    public int Torrents { get; init; }

    /// <summary>Peers stored.</summary>
    public int Peers { get; init; }

    /// <summary>Items stored.</summary>
    public int Items { get; init; }

    /// <summary>Datagrams that came.</summary>
    public long Received { get; init; }

    /// <summary>Datagrams that were no messages, or came too often.</summary>
    public long Dropped { get; init; }

    /// <summary>Queries sent.</summary>
    public long QueriesSent { get; init; }

    /// <summary>Queries answered.</summary>
    public long QueriesAnswered { get; init; }

    /// <summary>Answers that came to our queries.</summary>
    public long AnswersReceived { get; init; }
}
