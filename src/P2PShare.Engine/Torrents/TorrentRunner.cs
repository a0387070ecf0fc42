using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;
using P2PShare.Engine.WebSeeds;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// The life of a torrent: checking, downloading, seeding, stopped. Assembles its parts and takes them apart again; what happens among its
/// peers is the <see cref="Torrents.Swarm"/>'s.
/// </summary>
internal sealed class TorrentRunner : ITorrentRun, ITrackerSink, ISwarmObserver
{
    /// <summary>How long a torrent that stops waits for trackers to take note.</summary>
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(3);

    private readonly EngineContext _context;
    private readonly PeerHandshake _handshake;
    private readonly TorrentOptions _options;
    private readonly Action<TorrentRunner> _forget;
    private readonly Progress _checking = new();
    private readonly TimeSpan _added;
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<(TorrentOutcome Outcome, string? Message)> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TorrentResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile Swarm? _swarm;
    private volatile TorrentState _state = TorrentState.Checking;
    private bool _isStopRequested;
    private Task _cancelled = Task.CompletedTask;
    private TorrentAnnouncer? _announcer;
    private volatile TorrentDiscovery? _discovery;
    private TorrentContent? _content;

    /// <summary>Prepares a torrent; nothing is touched.</summary>
    public TorrentRunner(EngineContext context, PeerHandshake handshake, TorrentMetainfo metainfo, TorrentOptions options, Action<TorrentRunner> forget)
    {
        _context = context;
        _handshake = handshake;
        _options = options;
        _forget = forget;
        _added = context.Clock.Now;
        Metainfo = metainfo;
    }

    public TorrentMetainfo Metainfo { get; }

    public InfoHashes InfoHashes => Metainfo.InfoHashes;

    public bool IsPrivate => Metainfo.IsPrivate;

    /// <summary>False while it checks.</summary>
    public bool IsOpen => _swarm is not null;

    public Task Completion => _completion.Task;

    public Task<TorrentResult> Ended => _ended.Task;

    /// <summary>Opens its record and begins; the rest goes on by itself.</summary>
    /// <exception cref="StorageException">Its state cannot be kept, or another process runs it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _content = await Task.Run(() => TorrentContent.Open(_context, Metainfo, _options), cancellationToken);
        _context.Tasks.Run(RunAsync);
    }

    public bool TryAdmit(IConnection connection, Handshake greeting, bool speaksV2)
    {
        _swarm?.Admit(connection, greeting, isIncoming: true, speaksV2);
        return _swarm is not null;
    }

    public Task EndAsync() => StopAsync();

    public void Tick()
    {
        if (_stop.Task.IsCompleted)
        {
            return;
        }

        if (_swarm is not { } swarm)
        {
            // Still checking: time runs out all the same.
            EvaluateStop(new StopInputs { Elapsed = _context.Clock.Now - _added });
            return;
        }

        swarm.Tick();
        _discovery?.Tick();
        if (_content!.CheckpointIfDue(swarm.Totals) is { } failure)
        {
            RequestStop(TorrentOutcome.StorageFailed, failure.Message);
            return;
        }

        EvaluateStop(Activity(swarm));
    }

    public Task<TorrentResult> StopAsync()
    {
        RequestStop(_completion.Task.IsCompletedSuccessfully ? TorrentOutcome.Completed : TorrentOutcome.Interrupted, null);
        return Ended;
    }

    public TorrentSnapshot Snapshot()
    {
        var snapshot = new TorrentSnapshot
        {
            InfoHashes = Metainfo.InfoHashes,
            Name = Metainfo.Name,
            State = _state,
            Downloaded = _content?.Before.Downloaded ?? 0,
            Uploaded = _content?.Before.Uploaded ?? 0,
            Elapsed = _context.Clock.Now - _added,
        };
        return _swarm is { } swarm
            ? swarm.Describe(snapshot)
            : snapshot with { BytesDone = _checking.Last.BytesDone, BytesTotal = _checking.Last.BytesTotal };
    }

    void ITrackerSink.OnPeers(IReadOnlyList<IPEndPoint> peers) => _swarm?.Learn(peers, PeerSource.Tracker);

    void ITrackerSink.OnAnswer(string redactedUrl, TrackerStatus status, string? message, int peers) =>
        _context.Tell(new EngineEvent.TrackerAnswered(_context.Now, Metainfo.InfoHashes, redactedUrl, status, message, peers));

    void ITrackerSink.OnExternalAddress(IPAddress address)
    {
        // Of use to a DHT node only.
    }

    void ISwarmObserver.OnAllHere() => _context.Tasks.Run(CompleteAsync);

    void ISwarmObserver.OnStorageFailed(StorageException failure) => RequestStop(TorrentOutcome.StorageFailed, failure.Message);

    void ISwarmObserver.OnPeersWanted()
    {
        _announcer?.NeedPeers();
        _discovery?.NeedPeers();
    }

    private async Task RunAsync()
    {
        TorrentOutcome outcome;
        string? message = null;
        try
        {
            (outcome, message) = await LiveAsync();
        }
        catch (OperationCanceledException)
        {
            (outcome, message) = await _stop.Task;
        }
        catch (StorageException failure)
        {
            (outcome, message) = (TorrentOutcome.StorageFailed, failure.Message);
        }
        catch (Exception failure)
        {
            EngineLog.TaskFailed(_context.Logger, failure);
            (outcome, message) = (TorrentOutcome.Failed, failure.Message);
        }

        await EndAsync(outcome, message);
    }

    private async Task<(TorrentOutcome Outcome, string? Message)> LiveAsync()
    {
        _context.Tell(new EngineEvent.Checking(_context.Now, Metainfo.InfoHashes));
        var have = await _content!.FindWhatIsHereAsync(_checking, _cancel.Token);
        var swarm = new Swarm(_context, _handshake, Metainfo, _options, _content, have, this);
        if (!swarm.IsComplete && _options.RequireComplete)
        {
            _swarm = swarm;
            return (TorrentOutcome.Incomplete, null);
        }

        _announcer = new TorrentAnnouncer(_context.Trackers, Metainfo.InfoHashes, _options.Trackers ?? Metainfo.Trackers, swarm.Progress, this);
        _swarm = swarm;
        if (swarm.IsComplete)
        {
            await CompleteAsync();
        }
        else
        {
            SetState(_options.SeedOnly ? TorrentState.Seeding : TorrentState.Downloading);
            var now = Snapshot();
            _context.Tell(_options.SeedOnly
                ? new EngineEvent.Seeding(_context.Now, Metainfo.InfoHashes)
                : new EngineEvent.Downloading(_context.Now, Metainfo.InfoHashes, now.BytesDone, now.BytesTotal));
        }

        if (!_stop.Task.IsCompleted)
        {
            swarm.Start(_options.Peers);
            _announcer.Start();
            if (!swarm.IsComplete && !_options.SeedOnly && Metainfo.WebSeeds.Count > 0)
            {
                _context.Tasks.Run(() => new WebSeedRunner(_context, Metainfo, swarm).RunAsync(_cancel.Token));
            }

            var discovery = new TorrentDiscovery(_context, Metainfo.InfoHashes, Metainfo.IsPrivate, swarm.Learn, () => swarm.BestPeers(RememberedPeers.Capacity))
            {
                Announcement = () => new PeerAnnouncement(_context.ListenPort(), swarm.IsComplete),
            };
            await discovery.StartAsync(Metainfo.Nodes);
            _discovery = discovery;
        }

        return await _stop.Task;
    }

    /// <summary>All that is wanted is there: makes the rest, makes it durable, and says so.</summary>
    private async Task CompleteAsync()
    {
        try
        {
            await _content!.CompleteAsync();
        }
        catch (StorageException failure)
        {
            RequestStop(TorrentOutcome.StorageFailed, failure.Message);
            return;
        }

        var wasDownloading = _state == TorrentState.Downloading;
        SetState(TorrentState.Seeding);
        _context.Tell(new EngineEvent.Completed(_context.Now, Metainfo.InfoHashes));
        _context.Tell(new EngineEvent.Seeding(_context.Now, Metainfo.InfoHashes));
        _completion.TrySetResult();
        if (wasDownloading)
        {
            _announcer?.AnnounceCompleted();
            _swarm?.BecomeSeed();
        }

        if (_swarm is { } swarm)
        {
            EvaluateStop(Activity(swarm));
        }
    }

    private StopInputs Activity(Swarm swarm) => swarm.Activity(_completion.Task.IsCompletedSuccessfully, _context.Clock.Now - _added);

    private void EvaluateStop(in StopInputs inputs)
    {
        if (StopPolicy.Evaluate(_options.Stop, inputs) is { } reason)
        {
            RequestStop(inputs.IsComplete ? TorrentOutcome.Completed : TorrentOutcome.GaveUp, StopMessages.For(reason));
        }
    }

    private void RequestStop(TorrentOutcome outcome, string? message)
    {
        if (!Interlocked.Exchange(ref _isStopRequested, true))
        {
            // In this order: who ends the torrent waits for the one, then the other.
            _cancelled = _cancel.CancelAsync();
            _stop.SetResult((outcome, message));
        }
    }

    private async Task EndAsync(TorrentOutcome outcome, string? message)
    {
        // What ends by itself is told here: nobody else may cancel what is about to be disposed.
        RequestStop(outcome, message);
        await _stop.Task;
        await _cancelled;

        // Peers and trackers in one go: a person waits for this.
        var swarm = _swarm;
        await Task.WhenAll(
            swarm?.StopAsync() ?? Task.CompletedTask,
            _announcer?.StopAsync(FarewellLimit) ?? Task.CompletedTask,
            _discovery?.StopAsync() ?? Task.CompletedTask);
        if (_announcer is not null)
        {
            await _announcer.DisposeAsync();
        }

        if (await _content!.CloseAsync(swarm?.Totals ?? _content.Before) is { } failure && outcome is TorrentOutcome.Completed or TorrentOutcome.Interrupted)
        {
            (outcome, message) = (TorrentOutcome.StorageFailed, failure.Message);
        }

        SetState(TorrentState.Stopped);
        var result = new TorrentResult(outcome, Snapshot(), message);
        _context.Tell(new EngineEvent.Stopped(_context.Now, Metainfo.InfoHashes, outcome, message));
        _forget(this);
        _completion.TrySetResult();
        _ended.TrySetResult(result);
        _cancel.Dispose();
    }

    private void SetState(TorrentState state)
    {
        _state = state;
        EngineLog.StateChanged(_context.Logger, Metainfo.Name, state);
    }

    /// <summary>Keeps the last report of a check for snapshots.</summary>
    private sealed class Progress : IProgress<Creation.HashProgress>
    {
        private Creation.HashProgress _last;
        private readonly Lock _lock = new();

        public Creation.HashProgress Last
        {
            get
            {
                lock (_lock)
                {
                    return _last;
                }
            }
        }

        public void Report(Creation.HashProgress value)
        {
            lock (_lock)
            {
                _last = value;
            }
        }
    }
}
