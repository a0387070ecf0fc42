using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Routing;

/// <summary>The nodes at one distance from us, and those that wait for a place. Not thread-safe. BEP 5, "routing table".</summary>
internal sealed class Bucket
{
    public List<TableNode> Nodes { get; } = [];

    public List<TableNode> Waiting { get; } = [];

    /// <summary>When a node was added, replaced or heard of; null before that.</summary>
    public TimeSpan? LastChange { get; set; }

    public TableNode? Find(NodeId id)
    {
        foreach (var node in Nodes)
        {
            if (node.Id == id)
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>Whether a node's network is here already, other than by the node that it is to replace.</summary>
    public bool HasBlockOf(IPEndPoint endPoint, TableNode? except = null)
    {
        if (!AddressBlock.IsGuarded(endPoint.Address))
        {
            return false;
        }

        var block = AddressBlock.Of(endPoint.Address);
        return Nodes.Exists(node => node != except && AddressBlock.Of(node.EndPoint.Address) == block);
    }

    /// <summary>The node that makes room: a bad one, else one whose id is not secure where the newcomer's is.</summary>
    public TableNode? FindWeakest(bool isNewcomerSecure) =>
        Nodes.Find(static node => node.IsBad) ?? (isNewcomerSecure ? Nodes.Find(static node => !node.IsSecure) : null);

    public void Wait(TableNode node)
    {
        Waiting.RemoveAll(other => other.Id == node.Id || other.EndPoint.Equals(node.EndPoint));
        if (Waiting.Count == DhtLimits.MaxReplacements)
        {
            Waiting.RemoveAt(0);
        }

        Waiting.Add(node);
    }
}
