using System.Net;
using System.Threading.Channels;
using P2PShare.Net.Transport;

namespace P2PShare.Dht;

/// <summary>Sends what the node hands out under its lock, one datagram after another; drops what comes too fast, as a network does. Disposing it ends that.</summary>
internal sealed class DatagramOutlet : IAsyncDisposable
{
    private const int Capacity = 4_096;

    private readonly SharedDatagramSocket _socket;
    private readonly Channel<(byte[] Datagram, IPEndPoint Destination)> _queue = Channel.CreateBounded<(byte[] Datagram, IPEndPoint Destination)>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly Task _sending;

    public DatagramOutlet(SharedDatagramSocket socket)
    {
        _socket = socket;
        _sending = SendAsync();
    }

    public void Send(byte[] datagram, IPEndPoint destination) => _queue.Writer.TryWrite((datagram, destination));

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _sending;
    }

    private async Task SendAsync()
    {
        await foreach (var (datagram, destination) in _queue.Reader.ReadAllAsync())
        {
            await _socket.SendAsync(datagram, destination, CancellationToken.None);
        }
    }
}
