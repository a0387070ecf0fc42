using System.Net;
using System.Net.Sockets;
using P2PShare.Net.Transport;

namespace P2PShare.Net.Names;

/// <summary>Asks the system, which knows of name servers and of its own table of hosts.</summary>
public sealed class SystemNameResolver : INameResolver
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            // The system's call cannot be broken off: it is left behind.
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken);
            return [.. addresses.Select(static address => address.Unmap())];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
    }
}
