using System.Net;
using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>Byte streams over TCP, IPv4 and IPv6. Holds no state; connections and listeners belong to whoever asked for them.</summary>
/// <remarks>
/// Nagle's delay is off: peer messages are put together before they are sent. Socket buffers are left to the system, which grows
/// them with the bandwidth × delay of each path; a fixed size would switch that off.
/// </remarks>
/// <param name="time">The clock of the pauses that a listener makes when the process runs out of descriptors; null for the system's.</param>
public sealed class TcpTransport(TimeProvider? time = null) : ITransport
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>
    /// Listens on an address and port; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> takes IPv4 connections too,
    /// <see cref="IPAddress.Any"/> only those.
    /// </summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    public IConnectionListener Listen(IPEndPoint address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Socket? socket = null;
        try
        {
            socket = BindStream(address);
            socket.Listen();
            return new TcpConnectionListener(socket, _time);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw SocketErrors.ToNetException(exception);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">The token's time was up.</exception>
    public async ValueTask<IConnection> ConnectAsync(IPEndPoint remote, IPAddress? local, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(remote);
        remote = remote.Unmap();
        Socket? socket = null;
        try
        {
            socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (local is not null)
            {
                socket.Bind(new IPEndPoint(SameFamily(local.Unmap(), remote), 0));
            }

            await socket.ConnectAsync(remote, cancellationToken);
            return new TcpConnection(socket);
        }
        catch (SocketException exception)
        {
            socket?.Dispose();
            throw SocketErrors.ToNetException(exception);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    private static Socket BindStream(IPEndPoint address)
    {
        address = address.Unmap();
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = address.Address.Equals(IPAddress.IPv6Any);
            }

            socket.Bind(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress SameFamily(IPAddress local, IPEndPoint remote) =>
        local.AddressFamily == remote.AddressFamily
            ? local
            : throw new NetException("the address to connect from is of another family");
}
