using P2PShare.Protocol.PeerWire;

namespace P2PShare.Tracker.Peers;

/// <summary>One peer of one torrent, as it is kept: 32 bytes with IPv4, 48 with IPv6.</summary>
internal struct Peer<TAddress>
    where TAddress : unmanaged, IPeerAddress<TAddress>
{
    public required TAddress Address;
    public required ushort Port;

    /// <summary>At an address that is not limited in its number of peers.</summary>
    public required bool IsNear;

    /// <summary>The last announce, in seconds of the table's clock.</summary>
    public required uint Seen;

    public required PeerId Id;

    public readonly bool IsAt(TAddress address, ushort port) => Port == port && Address.Equals(address);

    // Peers of one host stand together, so that they are counted where they are looked up; near ones may be many, and are spread.
    // The hash is seeded anew in each process: nobody can aim at one slot.
    public readonly int Hash => IsNear ? HashCode.Combine(Address, Port) : HashCode.Combine(Address.Host);
}
