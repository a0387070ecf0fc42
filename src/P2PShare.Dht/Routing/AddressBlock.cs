using System.Buffers.Binary;
using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Dht.Routing;

/// <summary>The network that an address is in, /24 or /64: what one party is likely to have whole. Pure.</summary>
internal readonly record struct AddressBlock(ulong Prefix, bool IsIPv4)
{
    public static AddressBlock Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.IsIPv4()
            ? new AddressBlock(BinaryPrimitives.ReadUInt32BigEndian(bytes) >> 8, true)
            : new AddressBlock(BinaryPrimitives.ReadUInt64BigEndian(bytes), false);
    }

    /// <summary>Whether the rules against many nodes of one party hold for an address: not on this machine or network, where all may share one.</summary>
    public static bool IsGuarded(IPAddress address) => AddressScopes.Of(address) == AddressScope.Global;
}
