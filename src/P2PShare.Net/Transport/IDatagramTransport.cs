using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Opens datagram sockets. UDP in the program, an in-memory network in tests.</summary>
public interface IDatagramTransport
{
    /// <summary>Binds a socket; port 0 takes a free one.</summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    IDatagramSocket Bind(IPEndPoint address);
}
