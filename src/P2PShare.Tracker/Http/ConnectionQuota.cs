using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Tracker.Http;

/// <summary>Keeps one global address from taking all connections. Private and loopback addresses are not limited; an IPv6 network of 64 bits counts as one.</summary>
internal sealed class ConnectionQuota(int perHost)
{
    private readonly ConcurrentDictionary<IPAddress, int> _connections = new();

    /// <summary>Wraps the handling of a connection: one too many is closed unread.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => async connection =>
    {
        var host = HostOf((connection.RemoteEndPoint as IPEndPoint)?.Address ?? IPAddress.None);
        if (host is null)
        {
            await next(connection);
            return;
        }

        try
        {
            if (_connections.AddOrUpdate(host, 1, static (_, count) => count + 1) <= perHost)
            {
                await next(connection);
            }
        }
        finally
        {
            Leave(host);
        }
    };

    // Null where there is no limit.
    internal static IPAddress? HostOf(IPAddress address)
    {
        address = address.Unmap();
        if (AddressScopes.Of(address) != AddressScope.Global)
        {
            return null;
        }

        if (address.IsIPv4())
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private void Leave(IPAddress host)
    {
        var left = _connections.AddOrUpdate(host, 0, static (_, count) => count - 1);
        if (left == 0)
        {
            // Only if it is still 0: another connection may have come meanwhile.
            _ = _connections.TryRemove(new KeyValuePair<IPAddress, int>(host, 0));
        }
    }
}
