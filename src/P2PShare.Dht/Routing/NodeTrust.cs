using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Routing;

/// <summary>Which nodes are asked, and on which something is stored. Pure.</summary>
internal static class NodeTrust
{
    /// <summary>Whether an id follows from the address, or need not: on this machine and network any id will do. BEP 42.</summary>
    public static bool IsSecure(NodeId id, IPAddress address) => !AddressBlock.IsGuarded(address) || SecureNodeId.IsValid(id, address);

    /// <summary>Whether datagrams may be sent to an end point at all.</summary>
    public static bool IsReachable(IPEndPoint endPoint) => AddressScopes.Of(endPoint) switch
    {
        AddressScope.Unusable => false,
        AddressScope.Global => endPoint.Port >= DhtLimits.LowestGlobalPort,
        _ => true,
    };
}
