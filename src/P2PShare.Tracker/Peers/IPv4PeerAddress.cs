using System.Buffers.Binary;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Peers;

/// <summary>An IPv4 address in 4 bytes.</summary>
internal readonly record struct IPv4PeerAddress(uint Value) : IPeerAddress<IPv4PeerAddress>
{
    public static int CompactSize => CompactPeers.IPv4Size;

    public ulong Host => Value;

    public static IPv4PeerAddress From(HostAddress address) => new(address.IPv4);

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Value);
}
