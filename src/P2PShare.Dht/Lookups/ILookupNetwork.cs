using System.Net;
using P2PShare.Dht.Queries;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>What a look-up needs of the node that it runs on.</summary>
internal interface ILookupNetwork
{
    NodeId Own { get; }

    bool IsIPv4 { get; }

    TimeSpan Now { get; }

    /// <summary>Whether a node that was told of is another one, of our family.</summary>
    bool MayAsk(CompactNode node);

    /// <summary>Sends a query; false when too many are under way.</summary>
    bool TrySend(IPEndPoint destination, NodeId? expectedId, KrpcQuery query, IQueryOwner owner, object? candidate);

    void OnEnd(Lookup lookup);
}
