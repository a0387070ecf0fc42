using System.Net;
using System.Net.Sockets;
using Xunit;

namespace P2PShare.Testing;

/// <summary>A test that needs IPv6 on the loopback interface, and is skipped without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IPv6FactAttribute : FactAttribute
{
    /// <summary>Looks whether there is IPv6.</summary>
    public IPv6FactAttribute()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        }
        catch (SocketException)
        {
            Skip = "This machine has no IPv6.";
        }
    }
}
