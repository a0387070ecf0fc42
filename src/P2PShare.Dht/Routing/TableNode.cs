using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Routing;

/// <summary>A node that has answered us, and how it has behaved since.</summary>
internal sealed class TableNode(NodeId id, IPEndPoint endPoint, TimeSpan now)
{
    // Twice: a single datagram is easily lost.
    private const int BadAfter = 2;

    public NodeId Id { get; } = id;

    public IPEndPoint EndPoint { get; } = endPoint;

    public CompactNode Compact => new(Id, EndPoint);

    public bool IsSecure { get; } = NodeTrust.IsSecure(id, endPoint.Address);

    /// <summary>When it last answered.</summary>
    public TimeSpan LastAnswer { get; private set; } = now;

    /// <summary>When it last asked us something, where it has.</summary>
    public TimeSpan? LastQuery { get; private set; }

    /// <summary>When it was last asked whether it is still there.</summary>
    public TimeSpan LastCheck { get; set; } = now;

    /// <summary>Queries in a row that it has not answered.</summary>
    public int Failures { get; private set; }

    public bool IsBad => Failures >= BadAfter;

    public TimeSpan LastSeen => LastQuery is { } query && query > LastAnswer ? query : LastAnswer;

    public bool Is(NodeId id, IPEndPoint endPoint) => Id == id && EndPoint.Equals(endPoint);

    /// <summary>Whether others may be told of it.</summary>
    public bool IsGood(TimeSpan now) => Failures == 0 && now - LastSeen <= DhtLimits.Freshness;

    public void MarkAnswer(TimeSpan now)
    {
        LastAnswer = now;
        Failures = 0;
    }

    public void MarkQuery(TimeSpan now) => LastQuery = now;

    public void MarkFailure() => Failures++;
}
