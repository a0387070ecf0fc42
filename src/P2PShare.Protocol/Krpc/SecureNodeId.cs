using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using System.Security.Cryptography;

namespace P2PShare.Protocol.Krpc;

/// <summary>Ids that follow from a node's external address, so that nobody places many nodes where he likes. BEP 42.</summary>
public static class SecureNodeId
{
    // | 21 bits of the CRC | free                | r |
    // | bytes 0..2         | 3 bits, bytes 3..18 | 19 |
    private const int ThirdByteMask = 0xf8;

    private const ulong IPv4Mask = 0x030f3fff;
    private const ulong IPv6Mask = 0x0103070f1f3f7fff;

    /// <summary>A random id for an address.</summary>
    public static NodeId Create(IPAddress external, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        random.GetBytes(bytes);
        var crc = Crc(external, bytes[^1]);
        bytes[0] = (byte)(crc >> 24);
        bytes[1] = (byte)(crc >> 16);
        bytes[2] = (byte)(((crc >> 8) & ThirdByteMask) | (bytes[2] & ~ThirdByteMask & 0xffu));
        return new NodeId(bytes);
    }

    /// <summary>Whether an id may be that of a node at an address. Which addresses are exempt is for the caller to say.</summary>
    public static bool IsValid(NodeId id, IPAddress external)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        id.CopyTo(bytes);
        var crc = Crc(external, bytes[^1]);
        return bytes[0] == (byte)(crc >> 24) && bytes[1] == (byte)(crc >> 16) && ((bytes[2] ^ (crc >> 8)) & ThirdByteMask) == 0;
    }

    private static uint Crc(IPAddress external, byte last)
    {
        ArgumentNullException.ThrowIfNull(external);
        Span<byte> address = stackalloc byte[16];
        external.TryWriteBytes(address, out _);
        var r = (ulong)(last & 7);
        if (external.AddressFamily == IPAddress.Any.AddressFamily)
        {
            var masked = (uint)((BinaryPrimitives.ReadUInt32BigEndian(address) & IPv4Mask) | (r << 29));
            return ~BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReverseEndianness(masked));
        }

        var high = (BinaryPrimitives.ReadUInt64BigEndian(address) & IPv6Mask) | (r << 61);
        return ~BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReverseEndianness(high));
    }
}
