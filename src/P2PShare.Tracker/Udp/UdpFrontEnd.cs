using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Tracker.Udp;

/// <summary>Receives requests and sends answers, one after the other. Disposing it ends that.</summary>
internal sealed class UdpFrontEnd : IAsyncDisposable
{
    // Longer ones are no requests: the longest is a full scrape, and an announce has a URL at most.
    private const int MaxRequest = 4_096;

    private readonly IDatagramSocket _socket;
    private readonly UdpRequestHandler _handler;
    private readonly Task _running;

    /// <summary>Begins at once.</summary>
    /// <param name="socket">Becomes this object's.</param>
    /// <param name="handler">Says what to answer.</param>
    public UdpFrontEnd(IDatagramSocket socket, UdpRequestHandler handler)
    {
        _socket = socket;
        _handler = handler;
        _running = Task.Run(RunAsync);
    }

    public IPEndPoint LocalEndPoint => _socket.LocalEndPoint;

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _running;
    }

    private async Task RunAsync()
    {
        var request = new byte[MaxRequest];
        var response = new byte[UdpRequestHandler.MaxResponse];
        while (await _socket.ReceiveAsync(request, CancellationToken.None) is { Length: >= 0 } received)
        {
            var length = _handler.Handle(request.AsSpan(0, received.Length), received.Sender, response);
            if (length > 0)
            {
                await _socket.SendAsync(response.AsMemory(0, length), received.Sender, CancellationToken.None);
            }
        }
    }
}
