using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>One way to write an address that has two.</summary>
public static class EndPointExtensions
{
    /// <summary>The address with an IPv4 address mapped into IPv6 written as IPv4; any other as it is.</summary>
    public static IPAddress Unmap(this IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>The end point with an IPv4 address mapped into IPv6 written as IPv4; any other as it is.</summary>
    public static IPEndPoint Unmap(this IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port) : endPoint;
    }

    /// <summary>Whether the address is IPv4; one that is mapped into IPv6 is not.</summary>
    public static bool IsIPv4(this IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetwork;
    }
}
