using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Net.Transport;
using P2PShare.Tracker.Http;
using P2PShare.Tracker.Peers;
using P2PShare.Tracker.Udp;

namespace P2PShare.Tracker;

/// <summary>A tracker: announce and scrape over HTTP and UDP, statistics, a page for people. Disposing it stops it.</summary>
public sealed class TrackerServer : IAsyncDisposable
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly TrackerOptions _options;
    private readonly IDatagramTransport _datagrams;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PeerTable _table;
    private readonly TrackerCounters _counters = new();
    private readonly UdpRequestHandler _udpHandler;
    private readonly HttpFrontEnd? _http;
    private UdpFrontEnd? _udp;
    private ITimer? _sweeping;

    /// <summary>Makes a tracker that does nothing yet.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="datagrams">Opens the UDP socket.</param>
    /// <param name="time">The clock by which peers expire.</param>
    /// <param name="logging">Where log lines go.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TrackerServer(TrackerOptions options, IDatagramTransport datagrams, TimeProvider time, ILoggerFactory logging)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _datagrams = datagrams;
        _time = time;
        _logger = logging.CreateLogger<TrackerServer>();
        _table = new PeerTable(options, time, new Random());
        var desk = new AnnounceDesk(options, _table, new Random());
        _udpHandler = new UdpRequestHandler(desk, new ConnectionIds(time), _counters);
        _http = options.Http is { } address
            ? new HttpFrontEnd(address, new HttpRequestHandler(desk, new TrackerPages(options, Snapshot, AnnounceUrls), _counters), logging)
            : null;
    }

    /// <summary>Where HTTP is served; null where it is not.</summary>
    public IPEndPoint? HttpEndPoint => _http?.LocalEndPoint;

    /// <summary>Where UDP is served; null where it is not.</summary>
    public IPEndPoint? UdpEndPoint => _udp?.LocalEndPoint;

    /// <summary>Begins to serve.</summary>
    /// <exception cref="NetException">An address or port cannot be bound.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_http is not null)
        {
            await _http.StartAsync(cancellationToken);
            TrackerLog.ServesHttp(_logger, _http.LocalEndPoint);
        }

        if (_options.Udp is { } address)
        {
            _udp = new UdpFrontEnd(Bind(address), _udpHandler);
            TrackerLog.ServesUdp(_logger, _udp.LocalEndPoint);
        }

        _sweeping = _time.CreateTimer(static table => ((PeerTable)table!).Sweep(), _table, SweepInterval, SweepInterval);
    }

    private IDatagramSocket Bind(IPEndPoint address)
    {
        try
        {
            return _datagrams.Bind(address);
        }
        catch (NetException exception)
        {
            throw new NetException($"cannot listen on {address}: {exception.Message}", exception);
        }
    }

    /// <summary>What it holds and has done. May be asked at any time, from any thread.</summary>
    public TrackerStatistics Snapshot()
    {
        var (torrents, peers, seeds) = _table.Count();
        return new TrackerStatistics
        {
            Uptime = _table.Age,
            Torrents = torrents,
            Peers = peers,
            Seeds = seeds,
            HttpAnnounces = _counters.HttpAnnounces,
            UdpAnnounces = _counters.UdpAnnounces,
            Scrapes = _counters.Scrapes,
            Refused = _counters.Refused,
            Dropped = _counters.Dropped,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sweeping is not null)
        {
            await _sweeping.DisposeAsync();
        }

        if (_udp is not null)
        {
            await _udp.DisposeAsync();
        }

        if (_http is not null)
        {
            await _http.DisposeAsync();
        }
    }

    private List<string> AnnounceUrls()
    {
        var urls = new List<string>();
        if (HttpEndPoint is { } http)
        {
            urls.Add($"http://{Shown(http)}/announce");
        }

        if (UdpEndPoint is { } udp)
        {
            urls.Add($"udp://{Shown(udp)}/announce");
        }

        return urls;
    }

    // An any-address is nothing to announce to, and the name under which clients know this machine is theirs to say.
    private static string Shown(IPEndPoint endPoint) =>
        endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? $"<this host>:{endPoint.Port}" : endPoint.ToString();
}
