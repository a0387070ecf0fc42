using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>Datagrams over UDP, IPv4 and IPv6. Holds no state; sockets belong to whoever asked for them.</summary>
/// <param name="time">The clock of the pauses after a failed receive; null for the system's.</param>
public sealed class UdpTransport(TimeProvider? time = null) : IDatagramTransport
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Binds a socket; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> serves IPv4 too, <see cref="IPAddress.Any"/> only that.
    /// </summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    public IDatagramSocket Bind(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        address = address.Unmap();
        return Bind(address, isDual: address.Address.Equals(IPAddress.IPv6Any));
    }

    /// <inheritdoc/>
    public IDatagramSocket BindIPv6Only(int port) => Bind(new IPEndPoint(IPAddress.IPv6Any, port), isDual: false);

    private UdpSocket Bind(IPEndPoint address, bool isDual)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = isDual;
            }

            IgnorePortUnreachable(socket);
            socket.Bind(address);
            return new UdpSocket(socket, _time);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw SocketErrors.ToNetException(exception);
        }
    }

    /// <summary>Windows alone tells an unconnected socket that an earlier datagram found nobody (SIO_UDP_CONNRESET).</summary>
    private static void IgnorePortUnreachable(Socket socket)
    {
        const int ConnectionResetControl = unchecked((int)0x9800000C);
        if (OperatingSystem.IsWindows())
        {
            socket.IOControl(ConnectionResetControl, [0, 0, 0, 0], null);
        }
    }
}
