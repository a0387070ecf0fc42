using System.Buffers.Binary;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Tests;

/// <summary>Values for tests that do not care which.</summary>
internal static class Some
{
    /// <summary>An id for each number, far from each other.</summary>
    public static NodeId Id(int number)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        new Random(number).NextBytes(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes[16..], number + 1);
        return new NodeId(bytes);
    }
}
