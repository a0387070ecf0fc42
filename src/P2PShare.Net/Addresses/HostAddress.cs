using System.Buffers.Binary;
using System.Net;

namespace P2PShare.Net.Addresses;

/// <summary>
/// An IP address as a plain value, without the weight of an <see cref="IPAddress"/>. An IPv4 address mapped into IPv6 is that IPv4 address; the
/// scope of a link-local one, which has a meaning on one machine only, is not kept.
/// </summary>
public readonly record struct HostAddress
{
    // RFC 4291, 2.5.5.2.
    private const ulong MappedPrefix = 0xffff_0000_0000;

    private readonly ulong _high;
    private readonly ulong _low;

    private HostAddress(ulong high, ulong low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>Bytes of an IPv4 address.</summary>
    public const int IPv4Size = 4;

    /// <summary>Bytes of an IPv6 address.</summary>
    public const int IPv6Size = 16;

    /// <summary>Whether it is an IPv4 address.</summary>
    public bool IsIPv4 => _high == 0 && (_low & ~(ulong)uint.MaxValue) == MappedPrefix;

    /// <summary>The 32 bits of an IPv4 address.</summary>
    public uint IPv4 => (uint)_low;

    /// <summary>The first 64 bits of an IPv6 address, and 0 of an IPv4 address.</summary>
    public ulong Network => _high;

    /// <summary>The last 64 bits of an IPv6 address; an IPv4 address is mapped.</summary>
    public ulong Interface => _low;

    /// <summary>Takes an address of either family.</summary>
    /// <param name="bytes"><see cref="IPv4Size"/> or <see cref="IPv6Size"/> bytes.</param>
    public static HostAddress Read(ReadOnlySpan<byte> bytes) => bytes.Length == IPv4Size
        ? new HostAddress(0, MappedPrefix | BinaryPrimitives.ReadUInt32BigEndian(bytes))
        : new HostAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]));

    /// <summary>The address as a value.</summary>
    public static implicit operator HostAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[IPv6Size];
        _ = address.TryWriteBytes(bytes, out var length);
        return Read(bytes[..length]);
    }

    /// <summary>Writes <see cref="IPv6Size"/> bytes; an IPv4 address is mapped.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[sizeof(ulong)..], _low);
    }

    /// <summary>As it is usually written.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[IPv6Size];
        Write(bytes);
        return new IPAddress(IsIPv4 ? bytes[^IPv4Size..] : bytes).ToString();
    }
}
