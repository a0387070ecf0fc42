using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Opens datagram sockets. UDP in the program, an in-memory network in tests.</summary>
public interface IDatagramTransport
{
    /// <summary>Binds a socket; port 0 takes a free one.</summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    IDatagramSocket Bind(IPEndPoint address);

    /// <summary>Binds a socket on all IPv6 addresses that leaves IPv4 to another one on the same port; port 0 takes a free one.</summary>
    /// <exception cref="NetException">There is no such socket to be had.</exception>
    IDatagramSocket BindIPv6Only(int port) => throw new NetException("address family not supported");
}
