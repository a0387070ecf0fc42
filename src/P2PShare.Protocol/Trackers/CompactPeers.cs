using System.Buffers.Binary;
using System.Net;

namespace P2PShare.Protocol.Trackers;

/// <summary>Peers in their compact form. BEP 23 (IPv4), BEP 7 (IPv6).</summary>
public static class CompactPeers
{
    // | address       | port   |
    // | 4 or 16 bytes | u16 BE |

    /// <summary>Bytes of a peer with an IPv4 address.</summary>
    public const int IPv4Size = 6;

    /// <summary>Bytes of a peer with an IPv6 address.</summary>
    public const int IPv6Size = 18;

    private const int PortSize = 2;

    /// <summary>The size of a peer with an address of this family.</summary>
    public static int SizeOf(IPEndPoint peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        Span<byte> address = stackalloc byte[IPv6Size];
        _ = peer.Address.TryWriteBytes(address, out var length);
        return length + PortSize;
    }

    /// <summary>Adds the whole entries in <paramref name="bytes"/> that have a port, until <paramref name="peers"/> holds <paramref name="max"/>.</summary>
    /// <param name="bytes">The entries; what is left over at the end is passed over.</param>
    /// <param name="size"><see cref="IPv4Size"/> or <see cref="IPv6Size"/>.</param>
    /// <param name="peers">Gets them. IPv4 addresses mapped into IPv6 come as IPv4.</param>
    /// <param name="max">When to stop.</param>
    public static void Read(ReadOnlySpan<byte> bytes, int size, ICollection<IPEndPoint> peers, int max)
    {
        ArgumentNullException.ThrowIfNull(peers);
        for (; bytes.Length >= size && peers.Count < max; bytes = bytes[size..])
        {
            var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[(size - PortSize)..]);
            if (port == 0)
            {
                continue;
            }

            var address = new IPAddress(bytes[..(size - PortSize)]);
            peers.Add(new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port));
        }
    }

    /// <summary>Writes one peer; the number of bytes, which is the size for its family.</summary>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Write(IPEndPoint peer, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(peer);
        if (!peer.Address.TryWriteBytes(destination, out var length))
        {
            throw new ArgumentException("Too short for a peer.", nameof(destination));
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination[length..], (ushort)peer.Port);
        return length + PortSize;
    }
}
