using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>Multicast over UDP, IPv4 and IPv6. Holds no state; sockets belong to whoever asked for them.</summary>
/// <param name="time">The clock of the pauses after a failed receive; null for the system's.</param>
public sealed class UdpMulticast(TimeProvider? time = null) : IMulticastTransport
{
    /// <summary>How many routers a datagram passes at most: a large site has a few.</summary>
    private const int TimeToLive = 8;

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public IMulticastSocket Join(IPEndPoint group, IPAddress? local)
    {
        ArgumentNullException.ThrowIfNull(group);
        Socket? socket = null;
        try
        {
            socket = new Socket(group.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            var level = group.Address.IsIPv4() ? SocketOptionLevel.IP : SocketOptionLevel.IPv6;
            if (level == SocketOptionLevel.IPv6)
            {
                socket.DualMode = false;
            }

            // Every program on the machine that takes part binds the same port.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, TimeToLive);
            socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, true);
            socket.Bind(new IPEndPoint(group.Address.IsIPv4() ? IPAddress.Any : IPAddress.IPv6Any, group.Port));
            local = local?.Unmap();
            var sender = IsOne(local) && local.IsIPv4() == group.Address.IsIPv4() ? CreateSender(local, level) : null;
            return new UdpMulticastSocket(socket, sender, group, local, _time);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw SocketErrors.ToNetException(exception);
        }
    }

    /// <summary>Whether it is one address, and not all.</summary>
    internal static bool IsOne([NotNullWhen(true)] IPAddress? address) =>
        address is not null && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    // Others answer to the address that a datagram came from: it has to be the one that is listened on.
    private static Socket CreateSender(IPAddress local, SocketOptionLevel level)
    {
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(local, 0));
            socket.SetSocketOption(level, SocketOptionName.MulticastTimeToLive, TimeToLive);
            socket.SetSocketOption(level, SocketOptionName.MulticastLoopback, true);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
