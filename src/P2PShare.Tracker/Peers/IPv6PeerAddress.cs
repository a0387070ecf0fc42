using System.Buffers.Binary;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Peers;

/// <summary>An IPv6 address in 16 bytes.</summary>
internal readonly record struct IPv6PeerAddress(ulong Network, ulong Interface) : IPeerAddress<IPv6PeerAddress>
{
    public static int CompactSize => CompactPeers.IPv6Size;

    public ulong Host => Network;

    public static IPv6PeerAddress From(HostAddress address) => new(address.Network, address.Interface);

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Network);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Interface);
    }
}
