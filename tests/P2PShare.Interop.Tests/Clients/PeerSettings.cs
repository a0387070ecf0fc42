using System.Net;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>How a program finds peers beside its torrent's trackers, and how fast it is. By default by trackers alone, and as fast as it can.</summary>
internal sealed record PeerSettings
{
    /// <summary>Bytes a second, each way, of a <see cref="IsSlow"/> peer: no test's content gets through in time.</summary>
    public const int SlowRate = 16 * 1024;

    /// <summary>A node of the DHT, by which it takes part there; null for no DHT.</summary>
    public IPEndPoint? DhtNode { get; init; }

    /// <summary>Whether it tells peers of peers, and hears. BEP 11.</summary>
    public bool Exchange { get; init; }

    /// <summary>Whether it looks for peers on the local network. BEP 14.</summary>
    public bool Local { get; init; }

    /// <summary>Whether it is so slow that whoever gets the content in time has it from somebody else.</summary>
    public bool IsSlow { get; init; }

    /// <summary>Peers that it is told of, for programs that can be told.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];
}
