using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Numerics;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Storage.Records;

/// <summary>Addresses of peers as bytes and back. A file that was torn, flipped or made up by somebody is refused whole.</summary>
internal static class PeerListCodec
{
    /// <summary>Most addresses in a list.</summary>
    public const int MaxPeers = 100;

    /// <summary>Bytes of the longest list.</summary>
    public const int MaxSize = HeadSize + (MaxPeers * CompactPeers.IPv6Size) + ChecksumSize;

    // | magic   | IPv4 count | IPv6 count | IPv4 peers | IPv6 peers | CRC-32C of all before |
    // | 8 bytes | u8         | u8         | 6 each     | 18 each    | u32 LE                |
    private const int MagicSize = 8;
    private const int HeadSize = MagicSize + 2;
    private const int ChecksumSize = sizeof(uint);

    // The last byte is the version.
    private static ReadOnlySpan<byte> Magic => "p2ppeer\x01"u8;

    /// <summary>The list as bytes; the caller owns the array. Of more than <see cref="MaxPeers"/> the first are taken.</summary>
    public static byte[] Write(IReadOnlyList<IPEndPoint> peers)
    {
        IPEndPoint[] ordered = [.. peers.Take(MaxPeers).OrderBy(static peer => !peer.Address.IsIPv4())];
        var count6 = ordered.Count(static peer => !peer.Address.IsIPv4());
        var count4 = ordered.Length - count6;
        var bytes = new byte[HeadSize + (count4 * CompactPeers.IPv4Size) + (count6 * CompactPeers.IPv6Size) + ChecksumSize];
        Magic.CopyTo(bytes);
        bytes[MagicSize] = (byte)count4;
        bytes[MagicSize + 1] = (byte)count6;
        var offset = HeadSize;
        foreach (var peer in ordered)
        {
            offset += CompactPeers.Write(peer, bytes.AsSpan(offset));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), Checksum(bytes.AsSpan(0, offset)));
        return bytes;
    }

    /// <summary>False for what <see cref="Write"/> does not make.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out IReadOnlyList<IPEndPoint>? peers)
    {
        peers = null;
        if (bytes.Length < HeadSize + ChecksumSize || bytes.Length > MaxSize || !bytes.StartsWith(Magic))
        {
            return false;
        }

        var (count4, count6) = (bytes[MagicSize], bytes[MagicSize + 1]);
        var body = bytes[HeadSize..^ChecksumSize];
        var split = count4 * CompactPeers.IPv4Size;
        if (count4 + count6 > MaxPeers
            || body.Length != split + (count6 * CompactPeers.IPv6Size)
            || Checksum(bytes[..^ChecksumSize]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^ChecksumSize..]))
        {
            return false;
        }

        var found = new List<IPEndPoint>(count4 + count6);
        CompactPeers.Read(body[..split], CompactPeers.IPv4Size, found, MaxPeers);
        CompactPeers.Read(body[split..], CompactPeers.IPv6Size, found, MaxPeers);
        peers = found;
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var checksum = 0x70656572u;
        foreach (var value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }
}
