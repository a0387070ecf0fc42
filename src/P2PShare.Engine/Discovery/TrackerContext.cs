using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>What all announcers of one engine share: the HTTP client, the UDP sockets, the clock and the one timer. Disposing it ends all of them.</summary>
internal sealed class TrackerContext : IAsyncDisposable
{
    /// <summary>Announces at once; enough for a crowd of torrents that begin together, and few enough for a home router.</summary>
    private const int MaxRunning = 100;

    private readonly ITrackerClient _http;
    private readonly ITrackerClient _udp;
    private readonly Func<int> _listenPort;
    private readonly Func<Random> _createRandom;

    // Last made, first ended.
    private readonly List<object> _owned = [];

    /// <summary>Makes it; no socket is opened before the first announce needs it.</summary>
    /// <param name="services">Clock, chance, network and log.</param>
    /// <param name="peerId">Under which name we announce.</param>
    /// <param name="listenPort">The port to announce, asked for at every announce.</param>
    /// <param name="bindAddress">The only address to announce from; null announces over both families.</param>
    public TrackerContext(EngineServices services, PeerId peerId, Func<int> listenPort, IPAddress? bindAddress)
    {
        var hosts = new TrackerHosts(services.Names, services.Time);
        var connector = new HttpConnector(services.Transport, bindAddress, services.Time);
        var udp = new UdpTrackerClient(services.Datagrams, hosts, bindAddress, services.Time);
        _http = new HttpTrackerClient(new HttpFetcher(connector, hosts, services.Time), hosts);
        _udp = udp;
        _createRandom = services.CreateRandom;
        _listenPort = listenPort;
        PeerId = peerId;
        Families = bindAddress is null ? [TrackerFamily.IPv4, TrackerFamily.IPv6] : [bindAddress.Unmap().IsIPv4() ? TrackerFamily.IPv4 : TrackerFamily.IPv6];
        Time = services.Time;
        Scheduler = new AnnounceScheduler(MaxRunning, services.Time);
        Logger = services.Logging.CreateLogger<TorrentAnnouncer>();
        _owned.AddRange([connector, udp, Scheduler]);
    }

    /// <summary>Makes it for a test, around one client that is the caller's.</summary>
    internal TrackerContext(ITrackerClient client, TimeProvider time, Func<Random> createRandom, ILogger logger, params IReadOnlyList<TrackerFamily> families)
    {
        _http = _udp = client;
        _createRandom = createRandom;
        _listenPort = static () => 6881;
        Families = families;
        Time = time;
        Scheduler = new AnnounceScheduler(MaxRunning, time);
        Logger = logger;
        _owned.Add(Scheduler);
    }

    public PeerId PeerId { get; }

    /// <summary>Tells trackers that we are one client at two addresses. BEP 15, "IPv6".</summary>
    public uint Key { get; } = BinaryPrimitives.ReadUInt32BigEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>Over which families is announced.</summary>
    public IReadOnlyList<TrackerFamily> Families { get; }

    public TimeProvider Time { get; }

    public AnnounceScheduler Scheduler { get; }

    /// <summary>Those that torrents have in common, by their text.</summary>
    public ConcurrentDictionary<string, TrackerUrl> Urls { get; } = new(StringComparer.Ordinal);

    public ILogger Logger { get; }

    public int ListenPort => _listenPort();

    public Random CreateRandom() => _createRandom();

    /// <summary>Who speaks a tracker's protocol.</summary>
    public ITrackerClient ClientOf(TrackerUrl tracker) => tracker.IsUdp ? _udp : _http;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Enumerable.Reverse(_owned))
        {
            if (owned is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else
            {
                ((IDisposable)owned).Dispose();
            }
        }
    }
}
