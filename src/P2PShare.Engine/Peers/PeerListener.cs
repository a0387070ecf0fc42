using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Engine.Diagnostics;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.Peers;

/// <summary>Accepts connections on one port of one or two address families and hands each on. Limits how many may be in their handshake at once, in all and of one address.</summary>
internal sealed class PeerListener(ITransport transport, TaskTracker tasks, ILogger logger, int maxPerAddress) : IAsyncDisposable
{
    /// <summary>Incoming connections in their handshake. When all places are taken the rest wait in the system's backlog.</summary>
    private const int MaxHandshakes = 64;

    private readonly List<IConnectionListener> _listeners = [];
    private readonly SemaphoreSlim _handshakes = new(MaxHandshakes);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];

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

            tasks.Run(() => ShakeHandsAsync(connection, handshake, cancellationToken));
        }
    }

    private async Task ShakeHandsAsync(IConnection connection, Func<IConnection, CancellationToken, Task> handshake, CancellationToken cancellationToken)
    {
        var address = connection.RemoteEndPoint.Address;
        var isTaken = TryTake(address);
        try
        {
            await (isTaken ? handshake(connection, cancellationToken) : connection.DisposeAsync().AsTask());
        }
        finally
        {
            if (isTaken)
            {
                Release(address);
            }

            _handshakes.Release();
        }
    }

    // Whoever connects without end and says nothing is not to keep all others out.
    private bool TryTake(IPAddress address)
    {
        lock (_lock)
        {
            var count = _byAddress.GetValueOrDefault(address);
            if (count >= maxPerAddress && !IPAddress.IsLoopback(address))
            {
                return false;
            }

            _byAddress[address] = count + 1;
            return true;
        }
    }

    private void Release(IPAddress address)
    {
        lock (_lock)
        {
            if (--_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }
        }
    }
}
