using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Addresses;

/// <summary>
/// Which addresses are believed: one is, within the scope of whoever told it. So a stranger cannot make this program knock on doors of
/// its own machine or network, and a swarm on one machine or network works without a switch. Pure.
/// </summary>
public static class AddressScopes
{
    /// <summary>The scope of an address. An address that carries an IPv4 address (mapped, NAT64, 6to4) has that one's.</summary>
    public static AddressScope Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => OfIPv4(bytes[..length]),
            AddressFamily.InterNetworkV6 => OfIPv6(bytes),
            _ => AddressScope.Unusable,
        };
    }

    /// <summary>As <see cref="Of(IPAddress)"/>.</summary>
    public static AddressScope Of(HostAddress address)
    {
        Span<byte> bytes = stackalloc byte[HostAddress.IPv6Size];
        address.Write(bytes);
        return OfIPv6(bytes);
    }

    /// <summary>The scope of an end point: its address's, and <see cref="AddressScope.Unusable"/> with port 0.</summary>
    public static AddressScope Of(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint.Port == 0 ? AddressScope.Unusable : Of(endPoint.Address);
    }

    /// <summary>Whether somebody may tell us this end point: it is usable, and no nearer to us than the one who tells it.</summary>
    /// <param name="teller">
    /// The scope of the address that told it; <see cref="AddressScope.Private"/> for LSD, <see cref="AddressScope.Loopback"/> for the
    /// user, who is believed everything.
    /// </param>
    /// <param name="told">What was told.</param>
    public static bool Believes(AddressScope teller, IPEndPoint told) =>
        teller != AddressScope.Unusable && Of(told) is var scope && scope != AddressScope.Unusable && scope >= teller;

    /// <summary>As <see cref="Believes(AddressScope, IPEndPoint)"/>, for an address whose port is not known yet.</summary>
    public static bool Believes(AddressScope teller, IPAddress told) =>
        teller != AddressScope.Unusable && Of(told) is var scope && scope != AddressScope.Unusable && scope >= teller;

    /// <summary>As <see cref="Believes(AddressScope, IPAddress)"/>.</summary>
    public static bool Believes(AddressScope teller, HostAddress told) =>
        teller != AddressScope.Unusable && Of(told) is var scope && scope != AddressScope.Unusable && scope >= teller;

    // RFC 6890 and the IANA registry of special IPv4 addresses.
    private static AddressScope OfIPv4(ReadOnlySpan<byte> address) => (address[0], address[1], address[2]) switch
    {
        (0, _, _) or ( >= 224, _, _) => AddressScope.Unusable,
        (127, _, _) => AddressScope.Loopback,
        (10, _, _) => AddressScope.Private,
        (100, >= 64 and < 128, _) => AddressScope.Private,
        (169, 254, _) => AddressScope.Private,
        (172, >= 16 and < 32, _) => AddressScope.Private,
        (192, 168, _) => AddressScope.Private,
        (198, 18 or 19, _) => AddressScope.Private,
        (192, 0, 0) => AddressScope.Unusable,
        _ => AddressScope.Global,
    };

    // RFC 6890 and the IANA registry of special IPv6 addresses.
    private static AddressScope OfIPv6(ReadOnlySpan<byte> address)
    {
        if (address[..10].IndexOfAnyExcept((byte)0) < 0)
        {
            return OfZeroPrefix(address);
        }

        return (address[0], address[1], address[2], address[3]) switch
        {
            (0xff, _, _, _) => AddressScope.Unusable,
            (0xfe, >= 0x80, _, _) => AddressScope.Private,
            (0xfc or 0xfd, _, _, _) => AddressScope.Private,
            (0x20, 0x02, _, _) => OfIPv4(address[2..6]),
            (0x00, 0x64, 0xff, 0x9b) => address[4..12].IndexOfAnyExcept((byte)0) < 0 ? OfIPv4(address[12..]) : AddressScope.Private,
            (0x00, _, _, _) => AddressScope.Unusable,
            (0x01, 0x00, 0, 0) => AddressScope.Unusable,
            _ => AddressScope.Global,
        };
    }

    private static AddressScope OfZeroPrefix(ReadOnlySpan<byte> address)
    {
        if (address[10] == 0xff && address[11] == 0xff)
        {
            return OfIPv4(address[12..]);
        }

        return address[10..].SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0, 0, 1]) ? AddressScope.Loopback : AddressScope.Unusable;
    }
}
