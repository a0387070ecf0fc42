using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Numerics;
using P2PShare.Dht;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Storage.Records;

/// <summary>What a DHT node remembers as bytes and back. A file that was torn, flipped or made up by somebody is refused whole.</summary>
internal static class NodeCacheCodec
{
    /// <summary>Most nodes of each family.</summary>
    public const int MaxNodes = DhtLimits.MaxCachedNodes;

    /// <summary>Bytes of the longest cache.</summary>
    public const int MaxSize = HeadSize + (MaxNodes * (NodeSize4 + NodeSize6)) + ChecksumSize;

    // | magic   | which ids | IPv4 id  | IPv6 id  | IPv4 count | IPv6 count | nodes as in BEP 5 and 32 | CRC-32C of all before |
    // | 8 bytes | u8        | 20 bytes | 20 bytes | u16 LE     | u16 LE     | 26 and 38 bytes each     | u32 LE                |
    private const int MagicSize = 8;
    private const int IdsOffset = MagicSize + 1;
    private const int CountsOffset = IdsOffset + (2 * NodeId.Size);
    private const int HeadSize = CountsOffset + (2 * sizeof(ushort));
    private const int ChecksumSize = sizeof(uint);
    private const int NodeSize4 = NodeId.Size + CompactPeers.IPv4Size;
    private const int NodeSize6 = NodeId.Size + CompactPeers.IPv6Size;

    private const byte HasId4 = 1;
    private const byte HasId6 = 2;

    // The last byte is the version.
    private static ReadOnlySpan<byte> Magic => "p2pnode\x01"u8;

    /// <summary>The state as bytes; the caller owns the array. Of more than <see cref="MaxNodes"/> of a family the first are taken.</summary>
    public static byte[] Write(DhtState state)
    {
        CompactNode[] nodes4 = [.. state.Nodes.Where(static node => node.EndPoint.Address.IsIPv4()).Take(MaxNodes)];
        CompactNode[] nodes6 = [.. state.Nodes.Where(static node => !node.EndPoint.Address.IsIPv4()).Take(MaxNodes)];
        var bytes = new byte[HeadSize + (nodes4.Length * NodeSize4) + (nodes6.Length * NodeSize6) + ChecksumSize];
        Magic.CopyTo(bytes);
        bytes[MagicSize] = (byte)((state.IPv4Id is null ? 0 : HasId4) | (state.IPv6Id is null ? 0 : HasId6));
        state.IPv4Id?.CopyTo(bytes.AsSpan(IdsOffset));
        state.IPv6Id?.CopyTo(bytes.AsSpan(IdsOffset + NodeId.Size));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(CountsOffset), (ushort)nodes4.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(CountsOffset + sizeof(ushort)), (ushort)nodes6.Length);
        var offset = HeadSize;
        foreach (var node in (IEnumerable<CompactNode>)[.. nodes4, .. nodes6])
        {
            node.Id.CopyTo(bytes.AsSpan(offset));
            offset += NodeId.Size + CompactPeers.Write(node.EndPoint, bytes.AsSpan(offset + NodeId.Size));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), Checksum(bytes.AsSpan(0, offset)));
        return bytes;
    }

    /// <summary>False for what <see cref="Write"/> does not make.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DhtState? state)
    {
        state = null;
        if (bytes.Length < HeadSize + ChecksumSize || bytes.Length > MaxSize || !bytes.StartsWith(Magic))
        {
            return false;
        }

        var count4 = BinaryPrimitives.ReadUInt16LittleEndian(bytes[CountsOffset..]);
        var count6 = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(CountsOffset + sizeof(ushort))..]);
        var body = bytes[HeadSize..^ChecksumSize];
        if (count4 > MaxNodes
            || count6 > MaxNodes
            || body.Length != (count4 * NodeSize4) + (count6 * NodeSize6)
            || Checksum(bytes[..^ChecksumSize]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]))
        {
            return false;
        }

        var nodes = new List<CompactNode>(count4 + count6);
        Read(body[..(count4 * NodeSize4)], CompactPeers.IPv4Size, nodes);
        Read(body[(count4 * NodeSize4)..], CompactPeers.IPv6Size, nodes);
        state = new DhtState
        {
            IPv4Id = (bytes[MagicSize] & HasId4) == 0 ? null : new NodeId(bytes.Slice(IdsOffset, NodeId.Size)),
            IPv6Id = (bytes[MagicSize] & HasId6) == 0 ? null : new NodeId(bytes.Slice(IdsOffset + NodeId.Size, NodeId.Size)),
            Nodes = nodes,
        };
        return true;
    }

    private static void Read(ReadOnlySpan<byte> bytes, int addressSize, List<CompactNode> nodes)
    {
        var address = new List<IPEndPoint>(1);
        for (; bytes.Length > 0; bytes = bytes[(NodeId.Size + addressSize)..])
        {
            address.Clear();
            CompactPeers.Read(bytes.Slice(NodeId.Size, addressSize), addressSize, address, 1);
            if (address is [var endPoint])
            {
                nodes.Add(new CompactNode(new NodeId(bytes[..NodeId.Size]), endPoint));
            }
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = 0x6e6f6465u;
        foreach (var value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }
}
