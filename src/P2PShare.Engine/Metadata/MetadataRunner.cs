using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Metadata;

/// <summary>The search for what a magnet link stands for, from its start to its end: finds peers, and lets the <see cref="MetadataSwarm"/> ask them.</summary>
internal sealed class MetadataRunner : ITorrentRun, ITrackerSink
{
    /// <summary>Addresses handed on to the torrent.</summary>
    private const int PeersKept = 200;

    private readonly EngineContext _context;
    private readonly MagnetLink _magnet;
    private readonly MetadataOptions _options;
    private readonly Action<MetadataRunner> _forget;
    private readonly TimeSpan _began;
    private readonly MetadataSwarm _swarm;
    private readonly TorrentAnnouncer _announcer;
    private readonly TorrentDiscovery _discovery;
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<FoundMetadata?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOpen = true;

    /// <summary>Prepares a search; nobody is asked yet.</summary>
    public MetadataRunner(EngineContext context, PeerHandshake handshake, MagnetLink magnet, MetadataOptions options, Action<MetadataRunner> forget)
    {
        _context = context;
        _magnet = magnet;
        _options = options;
        _forget = forget;
        _began = context.Clock.Now;
        _swarm = new MetadataSwarm(context, handshake, magnet.InfoHashes, options.MaxSessions, WantPeers);
        _announcer = new TorrentAnnouncer(context.Trackers, magnet.InfoHashes, Trackers, static () => AnnounceProgress.Unknown, this);

        // Whether it is private is not known yet: there is no other way to find it. It remembers nobody: the torrent will.
        _discovery = new TorrentDiscovery(context, magnet.InfoHashes, isPrivate: false, _swarm.Learn, static () => []);
    }

    public InfoHashes InfoHashes => _magnet.InfoHashes;

    /// <summary>As far as is known.</summary>
    public bool IsPrivate => false;

    public bool IsOpen => _isOpen;

    /// <summary>Completes with what was found, or null when it was told to stop before; faults with <see cref="MetainfoException"/> when what was found cannot be used.</summary>
    public Task<FoundMetadata?> Ended => _ended.Task;

    private IReadOnlyList<IReadOnlyList<string>> Trackers => [.. _magnet.Trackers.Select(url => (IReadOnlyList<string>)[url]), .. _options.Trackers];

    /// <summary>Begins; the rest goes on by itself.</summary>
    public void Start() => _context.Tasks.Run(RunAsync);

    public bool TryAdmit(IConnection connection, Handshake greeting, bool speaksV2)
    {
        if (_isOpen)
        {
            _swarm.Admit(connection, greeting, isIncoming: true, speaksV2);
        }

        return _isOpen;
    }

    public void Tick()
    {
        _swarm.Tick();
        _discovery.Tick();
    }

    public async Task EndAsync()
    {
        _stop.TrySetResult();
        await ((Task)_ended.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public TorrentSnapshot Snapshot()
    {
        var (sessions, known) = _swarm.CountPeers();
        return new TorrentSnapshot
        {
            InfoHashes = InfoHashes,
            Name = _magnet.DisplayName ?? InfoHashes.Key,
            State = TorrentState.FetchingMetadata,
            Peers = sessions,
            KnownPeers = known,
            Elapsed = _context.Clock.Now - _began,
        };
    }

    public Diagnosis Diagnose()
    {
        var (peers, tally) = _swarm.Facts();
        return HoldUpPolicy.Judge(new TorrentFacts
        {
            State = TorrentState.FetchingMetadata,
            Active = _context.Clock.Now - _began,
            Peers = peers,
            Load = _context.Load.Facts(),
            Sources = SourceReports.Of(_context, isPrivate: false, _announcer.Snapshot(), tally),
        });
    }

    void ITrackerSink.OnPeers(IReadOnlyList<IPEndPoint> peers) => _swarm.Learn(peers, PeerSource.Tracker);

    void ITrackerSink.OnAnswer(string redactedUrl, TrackerStatus status, string? message, int peers) =>
        _context.Tell(new EngineEvent.TrackerAnswered(_context.Now, InfoHashes, redactedUrl, status, message, peers));

    void ITrackerSink.OnExternalAddress(IPAddress address)
    {
        // Of use to a DHT node only.
    }

    private void WantPeers()
    {
        _announcer.NeedPeers();
        _discovery.NeedPeers();
    }

    private async Task RunAsync()
    {
        try
        {
            _ended.TrySetResult(await FindAsync());
        }
        catch (MetainfoException unusable)
        {
            _ended.TrySetException(unusable);
        }
        finally
        {
            _ended.TrySetResult(null);
        }
    }

    private async Task<FoundMetadata?> FindAsync()
    {
        _swarm.Learn(_options.Peers, PeerSource.User);
        _announcer.Start();
        try
        {
            await _discovery.StartAsync([]);
            return await Task.WhenAny(_swarm.Found, _stop.Task) == _stop.Task
                ? null
                : new FoundMetadata(WithLink(await _swarm.Found), _swarm.BestPeers(PeersKept));
        }
        finally
        {
            // Out of the engine before it is known to have ended: the torrent takes its place.
            _isOpen = false;
            _forget(this);

            // Nothing to say to the trackers: who goes on with the torrent announces it at once, and who does not will be forgotten.
            await Task.WhenAll(_swarm.StopAsync(), _announcer.StopAsync(TimeSpan.Zero), _discovery.StopAsync());
            await _announcer.DisposeAsync();
        }
    }

    private TorrentMetainfo WithLink(TorrentMetainfo metainfo) => metainfo with
    {
        Trackers = [.. _magnet.Trackers.Select(url => (IReadOnlyList<string>)[url])],
        WebSeeds = _magnet.WebSeeds,
    };
}
