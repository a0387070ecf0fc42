using System.Net;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Discovery;

/// <summary>What all announcers of one engine share: the HTTP client, the UDP sockets, the clock and the one timer. Disposing it ends all of them.</summary>
internal sealed class TrackerContext : IAsyncDisposable
{
    /// <summary>Makes it; no socket is opened before the first announce needs it.</summary>
    /// <param name="services">Clock, chance, network and log.</param>
    /// <param name="peerId">Under which name we announce.</param>
    /// <param name="listenPort">The port to announce, asked for at every announce.</param>
    /// <param name="bindAddress">The only address to announce from; null announces over both families.</param>
    public TrackerContext(EngineServices services, PeerId peerId, Func<int> listenPort, IPAddress? bindAddress)
    {
        _ = (services, peerId, listenPort, bindAddress);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
