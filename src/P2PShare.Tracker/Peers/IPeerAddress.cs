using System.Net;
using P2PShare.Net.Addresses;

namespace P2PShare.Tracker.Peers;

/// <summary>An address as a table keeps it: a plain value without the weight of an <see cref="IPAddress"/>.</summary>
internal interface IPeerAddress<TSelf> : IEquatable<TSelf>
    where TSelf : unmanaged, IPeerAddress<TSelf>
{
    /// <summary>Bytes of a peer with such an address in compact form.</summary>
    static abstract int CompactSize { get; }

    /// <summary>Takes the address, which is of this family.</summary>
    static abstract TSelf From(HostAddress address);

    /// <summary>What one household or server owns as a whole: the address, or its network where addresses are free.</summary>
    ulong Host { get; }

    /// <summary>Writes the bytes of the address.</summary>
    void Write(Span<byte> destination);
}
