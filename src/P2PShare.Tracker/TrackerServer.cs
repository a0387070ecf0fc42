using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Net.Transport;

namespace P2PShare.Tracker;

/// <summary>A tracker: announce and scrape over HTTP and UDP, statistics, a page for people. Disposing it stops it.</summary>
public sealed class TrackerServer : IAsyncDisposable
{
    /// <summary>Makes a tracker that does nothing yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TrackerServer(TrackerOptions options, IDatagramTransport datagrams, TimeProvider time, ILoggerFactory logging) => throw new NotImplementedException();

    /// <summary>Where HTTP is served; null where it is not.</summary>
    public IPEndPoint? HttpEndPoint => throw new NotImplementedException();

    /// <summary>Where UDP is served; null where it is not.</summary>
    public IPEndPoint? UdpEndPoint => throw new NotImplementedException();

    /// <summary>Begins to serve.</summary>
    /// <exception cref="NetException">An address or port cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
