using System.ComponentModel;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using P2PShare.Net.Transport;

namespace P2PShare.Tracker.Http;

/// <summary>Serves HTTP through Kestrel, with limits that suit requests of a few hundred bytes from anyone. Disposing it ends that.</summary>
internal sealed class HttpFrontEnd : IAsyncDisposable
{
    private const int MaxConnections = 4_096;
    private const int MaxConnectionsPerHost = 64;

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _server;
    private readonly HttpApplication _application;
    private readonly IPEndPoint _requested;
    private ListenOptions? _listening;

    public HttpFrontEnd(IPEndPoint address, HttpRequestHandler handler, ILoggerFactory logging)
    {
        _requested = address;
        _application = new HttpApplication(handler);
        var options = new KestrelServerOptions { AddServerHeader = false };
        SetLimits(options.Limits);
        options.Listen(address, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(new ConnectionQuota(MaxConnectionsPerHost).Limit);
            _listening = listen;
        });
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), logging);
        _server = new KestrelServer(Options.Create(options), sockets, logging);
    }

    public IPEndPoint LocalEndPoint => _listening?.IPEndPoint ?? _requested;

    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(_application, cancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw new NetException($"cannot listen on {_requested}: address already in use", exception);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new NetException($"cannot listen on {_requested}: {exception.Message}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _server.StopAsync(limit.Token);
        _server.Dispose();
    }

    private static void SetLimits(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestBufferSize = 16 * 1024;
        limits.MaxRequestHeadersTotalSize = 8 * 1024;
        limits.MaxRequestHeaderCount = 50;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
    }
}
