using System.Net;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Protocol.Krpc;

/// <summary>Nodes in their compact form. BEP 5 (IPv4), BEP 32 (IPv6).</summary>
public static class CompactNodes
{
    // | id       | address       | port   |
    // | 20 bytes | 4 or 16 bytes | u16 BE |

    /// <summary>Bytes of a node with an IPv4 address.</summary>
    public const int IPv4Size = NodeId.Size + CompactPeers.IPv4Size;

    /// <summary>Bytes of a node with an IPv6 address.</summary>
    public const int IPv6Size = NodeId.Size + CompactPeers.IPv6Size;

    /// <summary>The whole entries that have a port, <see cref="KrpcLimits.MaxNodes"/> at most; what is left over at the end is passed over.</summary>
    /// <param name="bytes">The entries.</param>
    /// <param name="size"><see cref="IPv4Size"/> or <see cref="IPv6Size"/>.</param>
    public static IReadOnlyList<CompactNode> Read(ReadOnlySpan<byte> bytes, int size)
    {
        var nodes = new List<CompactNode>(Math.Min(bytes.Length / size, KrpcLimits.MaxNodes));
        var address = new List<IPEndPoint>(1);
        for (; bytes.Length >= size && nodes.Count < KrpcLimits.MaxNodes; bytes = bytes[size..])
        {
            address.Clear();
            CompactPeers.Read(bytes[NodeId.Size..size], size - NodeId.Size, address, 1);
            if (address.Count == 1)
            {
                nodes.Add(new CompactNode(new NodeId(bytes[..NodeId.Size]), address[0]));
            }
        }

        return nodes;
    }

    /// <summary>Writes one node; the number of bytes, which is the size for its family.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Write(CompactNode node, Span<byte> destination)
    {
        node.Id.CopyTo(destination);
        return NodeId.Size + CompactPeers.Write(node.EndPoint, destination[NodeId.Size..]);
    }
}
