using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;
using P2PShare.Engine.WebSeeds;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// One stretch in which a torrent takes part in its swarm, from a start to a pause or the end: its peers and all that finds them. A further
/// stretch is another, which goes on from <see cref="Torrents.Swarm.Past"/>.
/// </summary>
internal sealed class Participation : ITrackerSink
{
    /// <summary>How long who leaves waits for trackers to take note.</summary>
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(3);

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly TorrentAnnouncer _announcer;
    private readonly TorrentDiscovery _discovery;
    private readonly CancellationTokenSource _leaving = new();
    private readonly TaskTracker _tasks;
    private readonly Lock _lock = new();
    private volatile bool _isOpen;
    private Task? _left;

    /// <summary>Prepares; nobody is told of anything.</summary>
    public Participation(EngineContext context, TorrentMetainfo metainfo, IReadOnlyList<IReadOnlyList<string>> trackers, Swarm swarm)
    {
        _context = context;
        _metainfo = metainfo;
        Swarm = swarm;
        _tasks = new TaskTracker(context.Logger);
        _announcer = new TorrentAnnouncer(context.Trackers, metainfo.InfoHashes, trackers, swarm.Progress, this);
        _discovery = new TorrentDiscovery(context, metainfo.InfoHashes, metainfo.IsPrivate, swarm.Learn, () => swarm.BestPeers(RememberedPeers.Capacity))
        {
            Announcement = () => new PeerAnnouncement(context.ListenPort(), swarm.IsComplete),
        };
    }

    /// <summary>Its peers. Keeps its numbers after the end.</summary>
    public Swarm Swarm { get; }

    /// <summary>Whether it takes connections.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Lets peers in and looks for them.</summary>
    /// <param name="named">Peers that the user named.</param>
    /// <param name="takes">Whether something is to be got.</param>
    public async Task StartAsync(IReadOnlyList<IPEndPoint> named, bool takes)
    {
        _isOpen = true;
        Swarm.Start(named);
        _announcer.Start();
        if (takes && _metainfo.WebSeeds.Count > 0)
        {
            _tasks.Run(() => new WebSeedRunner(_context, _metainfo, Swarm).RunAsync(_leaving.Token));
        }

        await _discovery.StartAsync(_metainfo.Nodes);
    }

    /// <summary>Looks at its deadlines. Never blocks.</summary>
    public void Tick()
    {
        Swarm.Tick();
        _discovery.Tick();
    }

    /// <summary>Nobody is left to connect to.</summary>
    public void NeedPeers()
    {
        _announcer.NeedPeers();
        _discovery.NeedPeers();
    }

    /// <summary>Everything wanted is here and durable since a moment ago: says so to trackers and peers.</summary>
    public void BecomeSeed()
    {
        _announcer.AnnounceCompleted();
        Swarm.BecomeSeed();
    }

    /// <summary>What each source of peers has brought.</summary>
    public IReadOnlyList<SourceReport> Sources(PeerTally known) => SourceReports.Of(_context, _metainfo.IsPrivate, _announcer.Snapshot(), known);

    /// <summary>Says farewell to peers and trackers, for a bounded time, and waits for pieces on their way to the disk. May be called again.</summary>
    public Task LeaveAsync()
    {
        lock (_lock)
        {
            return _left ??= LeaveOnceAsync();
        }
    }

    void ITrackerSink.OnPeers(IReadOnlyList<IPEndPoint> peers) => Swarm.Learn(peers, PeerSource.Tracker);

    void ITrackerSink.OnAnswer(string redactedUrl, TrackerStatus status, string? message, int peers) =>
        _context.Tell(new EngineEvent.TrackerAnswered(_context.Now, _metainfo.InfoHashes, redactedUrl, status, message, peers));

    void ITrackerSink.OnExternalAddress(IPAddress address)
    {
        // Of use to a DHT node only.
    }

    private async Task LeaveOnceAsync()
    {
        _isOpen = false;
        await _leaving.CancelAsync();

        // Peers and trackers in one go: a person waits for this.
        await Task.WhenAll(_tasks.WhenIdleAsync(), Swarm.StopAsync(), _announcer.StopAsync(FarewellLimit), _discovery.StopAsync());
        await _announcer.DisposeAsync();
        _leaving.Dispose();
    }
}
