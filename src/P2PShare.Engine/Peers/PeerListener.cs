using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Engine.Diagnostics;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.Peers;

/// <summary>Accepts connections on one port of one or two address families and hands each on. Limits how many may be in their handshake at once.</summary>
internal sealed class PeerListener(ITransport transport, TaskTracker tasks, ILogger logger) : IAsyncDisposable
{
    /// <summary>Incoming connections in their handshake. When all places are taken the rest wait in the system's backlog.</summary>
    private const int MaxHandshakes = 64;

    private readonly List<IConnectionListener> _listeners = [];
    private readonly SemaphoreSlim _handshakes = new(MaxHandshakes);

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. _listeners.Select(listener => listener.LocalEndPoint)];

    /// <summary>Listens on an address, or on all addresses of both families, and hands every connection to <paramref name="handshake"/>, which then owns it.</summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    public void Start(IPAddress? address, int port, Func<IConnection, CancellationToken, Task> handshake, CancellationToken cancellationToken)
    {
        // An IPv6 any-address takes IPv4 too; a machine without IPv6 has IPv4 alone.
        _listeners.Add(address is null ? ListenOnAll(port) : transport.Listen(new IPEndPoint(address, port)));
        foreach (var listener in _listeners)
        {
            EngineLog.Listening(logger, listener.LocalEndPoint);
            tasks.Run(() => AcceptAsync(listener, handshake, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync();
        }
    }

    private IConnectionListener ListenOnAll(int port)
    {
        try
        {
            return transport.Listen(new IPEndPoint(IPAddress.IPv6Any, port));
        }
        catch (NetException)
        {
            return transport.Listen(new IPEndPoint(IPAddress.Any, port));
        }
    }

    private async Task AcceptAsync(IConnectionListener listener, Func<IConnection, CancellationToken, Task> handshake, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _handshakes.WaitAsync(cancellationToken);
            if (await listener.AcceptAsync(cancellationToken) is not { } connection)
            {
                return;
            }

            tasks.Run(async () =>
            {
                try
                {
                    await handshake(connection, cancellationToken);
                }
                finally
                {
                    _handshakes.Release();
                }
            });
        }
    }
}
