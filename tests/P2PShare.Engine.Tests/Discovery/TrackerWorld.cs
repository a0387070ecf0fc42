using System.Collections.Concurrent;
using System.Net;
using System.Text;
using P2PShare.Engine.Discovery;
using P2PShare.Net.Names;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using P2PShare.Testing.Network;

namespace P2PShare.Engine.Tests.Discovery;

/// <summary>An internet of one client and hosts that play trackers, with names, and a clock that stands.</summary>
internal sealed class TrackerWorld : IAsyncDisposable, INameResolver
{
    private readonly InMemoryNetwork _network;
    private readonly InMemoryHost _client;
    private readonly List<IAsyncDisposable> _servers = [];
    private readonly HttpConnector _connector;
    private readonly UdpTrackerClient _udp;

    public TrackerWorld()
    {
        _network = new InMemoryNetwork(Time);
        _client = _network.AddHost(IPAddress.Parse("198.51.100.1"), IPAddress.Parse("2001:db8::1"), IPAddress.Parse("10.0.0.5"));
        var hosts = new TrackerHosts(this, Time);
        _connector = new HttpConnector(_client, local: null, Time);
        Fetcher = new HttpFetcher(_connector, hosts, Time);
        _udp = new UdpTrackerClient(_client, hosts, local: null, Time);
        Http = new HttpTrackerClient(Fetcher, hosts);
    }

    public ManualTimeProvider Time { get; } = new();

    /// <summary>What names lead to.</summary>
    public ConcurrentDictionary<string, IPAddress[]> Names { get; } = new();

    public HttpFetcher Fetcher { get; }

    public HttpTrackerClient Http { get; }

    public UdpTrackerClient Udp => _udp;

    public static AnnounceRequest Request { get; } = new()
    {
        InfoHash = new Sha1Hash("aaaaaaaaaaaaaaaaaaaa"u8),
        PeerId = new PeerId("bbbbbbbbbbbbbbbbbbbb"u8),
        Port = 6881,
    };

    /// <summary>A host that answers connections on port 80 with what a script says.</summary>
    public RawHttpServer Serve(string address, Func<string, RawHttpServer.Reply, Task> script, int port = 80)
    {
        var endPoint = new IPEndPoint(IPAddress.Parse(address), port);
        var host = IPAddress.IsLoopback(endPoint.Address) ? _client : _network.Host(endPoint.Address);
        var server = new RawHttpServer(host.Listen(endPoint), script);
        _servers.Add(server);
        return server;
    }

    /// <summary>A host that answers with the same bytes always.</summary>
    public RawHttpServer Serve(string address, string response) =>
        Serve(address, (_, reply) => reply.SendAsync(Encoding.Latin1.GetBytes(response)));

    /// <summary>A host's socket for datagrams, which is the test's.</summary>
    public IDatagramSocket Bind(string address, int port = 6969) => _network.Host(IPAddress.Parse(address)).Bind(new IPEndPoint(IPAddress.Parse(address), port));

    /// <summary>Announces and moves the clock until it is done.</summary>
    public async Task<TrackerAnswer> AnnounceAsync(string url, TrackerFamily family = TrackerFamily.IPv4)
    {
        var task = StartAnnounce(url, family);
        await Time.AdvanceUntilAsync(task, TimeSpan.FromMilliseconds(500));
        return await task;
    }

    public Task<TrackerAnswer> StartAnnounce(string url, TrackerFamily family = TrackerFamily.IPv4)
    {
        if (!TrackerUrl.TryParse(url, out var tracker, out var problem))
        {
            throw new ArgumentException(problem);
        }

        return (tracker.IsUdp ? Udp : (ITrackerClient)Http).AnnounceAsync(tracker, Request, family, CancellationToken.None);
    }

    public ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<IPAddress>>(Names.TryGetValue(host, out var addresses) ? addresses : []);

    public async ValueTask DisposeAsync()
    {
        _connector.Dispose();
        await _udp.DisposeAsync();
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}
