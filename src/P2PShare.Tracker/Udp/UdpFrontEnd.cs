using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Tracker.Udp;

/// <summary>Has requests that come to a socket answered, one after the other. Disposing it ends that.</summary>
internal sealed class UdpFrontEnd : IAsyncDisposable
{
    // Longer ones are no requests: the longest is a full scrape, and an announce has a URL at most.
    private const int MaxRequest = 4_096;

    private readonly IDatagramSocket _socket;
    private readonly Task _running;

    /// <summary>Begins at once.</summary>
    /// <param name="socket">Becomes this object's.</param>
    /// <param name="handler">Says what to answer.</param>
    public UdpFrontEnd(IDatagramSocket socket, UdpRequestHandler handler)
    {
        _socket = socket;
        _running = socket.ServeAsync(handler, MaxRequest, UdpRequestHandler.MaxResponse);
    }

    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _running;
    }
}
