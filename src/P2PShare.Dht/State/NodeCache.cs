using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.State;

/// <summary>
/// What a node remembers, as the bytes of a file. A file is input like any other: it counts only if it is whole and its checksum is right, and even then
/// a node in it is only asked, not believed. Reading and writing the file is the caller's.
/// </summary>
public static class NodeCache
{
    // | magic   | version | IPv4 id  | IPv6 id  | nodes4, nodes6 | nodes             | SHA-256  |
    // | 8 bytes | u8      | 20 bytes | 20 bytes | u16 BE each    | 26 or 38 each     | 32 bytes |
    private const byte Version = 1;
    private const int HeaderSize = 8 + 1 + (2 * NodeId.Size) + (2 * sizeof(ushort));

    /// <summary>Most bytes of a file: a longer one need not be read.</summary>
    public const int MaxSize = HeaderSize + (DhtLimits.MaxCachedNodes * (CompactNodes.IPv4Size + CompactNodes.IPv6Size)) + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "P2PSDHT\n"u8;

    /// <summary>The file's bytes. Of more nodes than <see cref="DhtLimits.MaxCachedNodes"/> of a family the first are kept.</summary>
    public static byte[] Write(DhtState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var (nodes4, nodes6) = (OfFamily(state, CompactNodes.IPv4Size), OfFamily(state, CompactNodes.IPv6Size));
        var content = HeaderSize + (nodes4.Length * CompactNodes.IPv4Size) + (nodes6.Length * CompactNodes.IPv6Size);
        var file = new byte[content + SHA256.HashSizeInBytes];
        Magic.CopyTo(file);
        file[8] = Version;
        (state.IPv4Id ?? default).CopyTo(file.AsSpan(9));
        (state.IPv6Id ?? default).CopyTo(file.AsSpan(9 + NodeId.Size));
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(HeaderSize - 4), (ushort)nodes4.Length);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(HeaderSize - 2), (ushort)nodes6.Length);
        var rest = file.AsSpan(HeaderSize);
        foreach (var node in nodes4.Concat(nodes6))
        {
            rest = rest[CompactNodes.Write(node, rest)..];
        }

        SHA256.HashData(file.AsSpan(0, content), rest);
        return file;
    }

    /// <summary>Reads a file's bytes; false when they are not whole, of another version or damaged: the node then starts as on its first day.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, [NotNullWhen(true)] out DhtState? state)
    {
        state = null;
        if (file.Length is < HeaderSize + SHA256.HashSizeInBytes or > MaxSize || !file.StartsWith(Magic) || file[8] != Version)
        {
            return false;
        }

        var (count4, count6) = (BinaryPrimitives.ReadUInt16BigEndian(file[(HeaderSize - 4)..]), BinaryPrimitives.ReadUInt16BigEndian(file[(HeaderSize - 2)..]));
        var end4 = HeaderSize + (count4 * CompactNodes.IPv4Size);
        var end6 = end4 + (count6 * CompactNodes.IPv6Size);
        if (count4 > DhtLimits.MaxCachedNodes || count6 > DhtLimits.MaxCachedNodes || file.Length != end6 + SHA256.HashSizeInBytes || !SHA256.HashData(file[..end6]).AsSpan().SequenceEqual(file[end6..]))
        {
            return false;
        }

        state = new DhtState
        {
            IPv4Id = ReadId(file[9..]),
            IPv6Id = ReadId(file[(9 + NodeId.Size)..]),
            Nodes = [.. ReadNodes(file[HeaderSize..end4], CompactNodes.IPv4Size), .. ReadNodes(file[end4..end6], CompactNodes.IPv6Size)],
        };
        return true;
    }

    private static CompactNode[] OfFamily(DhtState state, int size) =>
        [.. state.Nodes.Where(node => node.EndPoint.Address.IsIPv4() == (size == CompactNodes.IPv4Size)).Take(DhtLimits.MaxCachedNodes)];

    private static NodeId? ReadId(ReadOnlySpan<byte> bytes)
    {
        var id = new NodeId(bytes[..NodeId.Size]);
        return id == default ? null : id;
    }

    private static List<CompactNode> ReadNodes(ReadOnlySpan<byte> bytes, int size)
    {
        var nodes = new List<CompactNode>();
        for (; !bytes.IsEmpty; bytes = bytes[size..])
        {
            // One at a time: an entry without a port is passed over, and the others stay.
            nodes.AddRange(CompactNodes.Read(bytes[..size], size));
        }

        return nodes;
    }
}
