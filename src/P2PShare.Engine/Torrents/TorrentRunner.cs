using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// The life of a torrent: checking, downloading, seeding, paused, stopped. What happens among its peers is the <see cref="Swarm"/>'s; each
/// stretch between pauses is a <see cref="Participation"/> of its own.
/// </summary>
internal sealed class TorrentRunner : ITorrentRun, ISwarmObserver
{
    private const int ToldPeers = 20;

    /// <summary>Ticks that pass unused while nothing goes on.</summary>
    private const int LongestRest = 30;

    private readonly EngineContext _context;
    private readonly PeerHandshake _handshake;
    private readonly TorrentOptions _options;
    private readonly Action<TorrentRunner> _forget;
    private readonly Progress _checking = new();
    private readonly TimeSpan _added;
    private readonly PauseSwitch _pause = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<(TorrentOutcome Outcome, string? Message)> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TorrentResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Lock _completing = new();

    private volatile Participation? _participation;
    private volatile TorrentState _state = TorrentState.Checking;
    private bool _isStopRequested;
    private Task _cancelled = Task.CompletedTask;
    private Task? _completed;
    private TorrentContent? _content;
    private RateLimits? _limits;
    private TimeSpan _paused;
    private int _rest;
    private int _nextRest;

    /// <summary>Prepares a torrent; nothing is touched.</summary>
    public TorrentRunner(EngineContext context, PeerHandshake handshake, TorrentMetainfo metainfo, TorrentOptions options, Action<TorrentRunner> forget)
    {
        _context = context;
        _handshake = handshake;
        _options = options;
        _forget = forget;
        _added = context.Clock.Now;
        Metainfo = metainfo;

        // Any length at first: thousands that begin together do not look at their deadlines in the same second for ever.
        _nextRest = (int)((uint)metainfo.InfoHashes.GetHashCode() % LongestRest);
    }

    public TorrentMetainfo Metainfo { get; }

    public InfoHashes InfoHashes => Metainfo.InfoHashes;

    public bool IsPrivate => Metainfo.IsPrivate;

    /// <summary>False while it checks or is paused.</summary>
    public bool IsOpen => _participation is { IsOpen: true };

    /// <summary>The torrent's own limits, made when somebody first asks for them.</summary>
    public RateLimits Limits => LazyInitializer.EnsureInitialized(ref _limits, () => new RateLimits(_context.Services.Time, _options.MaxDownloadRate, _options.MaxUploadRate));

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
        if (_participation is not { IsOpen: true } participation)
        {
            return false;
        }

        participation.Swarm.Admit(connection, greeting, isIncoming: true, speaksV2);
        return true;
    }

    public Task EndAsync() => StopAsync();

    public void Tick()
    {
        if (_stop.Task.IsCompleted)
        {
            return;
        }

        if (IsResting())
        {
            return;
        }

        Volatile.Read(ref _limits)?.Tick();
        if (_participation is not { } participation)
        {
            // Still checking: time runs out all the same.
            EvaluateStop(new StopInputs { Elapsed = Elapsed });
            return;
        }

        if (participation.IsOpen)
        {
            participation.Tick();
        }

        if (_content!.CheckpointIfDue(participation.Swarm.Totals) is { } failure)
        {
            RequestStop(TorrentOutcome.StorageFailed, failure.Message);
            return;
        }

        // What is paused waits for a person, and no time runs out.
        if (participation.IsOpen)
        {
            EvaluateStop(Activity(participation.Swarm));
        }
    }

    /// <summary>Whether this tick is one of those that a torrent without peers, which wants none, lets pass. It costs nothing while thousands of others do the same.</summary>
    private bool IsResting()
    {
        if (_rest > 0)
        {
            _rest = _participation is { IsOpen: true, Swarm.IsAtRest: true } ? _rest - 1 : 0;
            return _rest > 0;
        }

        var mayRest = _participation is { IsOpen: true, Swarm.IsAtRest: true } && _options.Stop is { SeedTime: null, IdleTime: null };
        if (mayRest)
        {
            (_rest, _nextRest) = (_nextRest, LongestRest);
        }

        return false;
    }

    /// <summary>Lets it pause, or go on. What is being checked pauses when that is done.</summary>
    public void Pause(bool isOn) => _pause.Set(isOn);

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
            State = State,
            Downloaded = _content?.Before.Downloaded ?? 0,
            Uploaded = _content?.Before.Uploaded ?? 0,
            Elapsed = _context.Clock.Now - _added,
        };
        return _participation is { } participation
            ? participation.Swarm.Describe(snapshot)
            : snapshot with { BytesDone = _checking.Last.BytesDone, BytesTotal = _checking.Last.BytesTotal };
    }

    /// <summary>The connected peers.</summary>
    public IReadOnlyList<PeerSnapshot> Peers() => _participation?.Swarm.Peers() ?? [];

    /// <summary>The files, padding left out.</summary>
    public IReadOnlyList<FileSnapshot> Files()
    {
        var have = _participation?.Swarm.Have();
        return
        [
            .. Metainfo.Files.Index().Where(static entry => !entry.Item.IsPadding).Select(entry => new FileSnapshot(
                entry.Index,
                entry.Item.Path,
                entry.Item.Length,
                have is null ? 0 : ContentBytes.In(entry.Item, Metainfo.Geometry, have),
                _options.SelectedFiles?.Contains(entry.Index) ?? true)),
        ];
    }

    /// <summary>What holds it up now.</summary>
    public Diagnosis Diagnose()
    {
        var snapshot = Snapshot();
        var facts = new TorrentFacts { State = snapshot.State, BytesDone = snapshot.BytesDone, BytesTotal = snapshot.BytesTotal, Load = _context.Load.Facts() };
        if (_participation is { } participation)
        {
            facts = participation.Swarm.Describe(facts, out var tally);
            facts = facts with { Sources = participation.Sources(tally) };
        }

        return HoldUpPolicy.Judge(facts);
    }

    void ISwarmObserver.OnAllHere() => _context.Tasks.Run(CompleteAsync);

    void ISwarmObserver.OnStorageFailed(StorageException failure) => RequestStop(TorrentOutcome.StorageFailed, failure.Message);

    void ISwarmObserver.OnPeersWanted() => _participation?.NeedPeers();

    private TorrentState State => _pause.IsOn && _participation is not null && _state != TorrentState.Stopped ? TorrentState.Paused : _state;

    /// <summary>Since it was added, pauses left out.</summary>
    private TimeSpan Elapsed => _context.Clock.Now - _added - _paused;

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
        var past = new SwarmPast
        {
            Have = await _content!.FindWhatIsHereAsync(_checking, _cancel.Token),
            Book = new PeerBook(_context.Services.CreateRandom()),
            Totals = _content.Before,
        };
        for (var isFirst = true; ; isFirst = false)
        {
            var swarm = Begin(past);
            if (isFirst && !swarm.IsComplete && _options.RequireComplete)
            {
                return (TorrentOutcome.Incomplete, null);
            }

            await TakePartAsync(swarm, isFirst);
            if (_stop.Task.IsCompleted)
            {
                return await _stop.Task;
            }

            await _participation!.LeaveAsync();
            past = swarm.Past();
            await WaitPausedAsync();
            if (_stop.Task.IsCompleted)
            {
                return await _stop.Task;
            }
        }
    }

    private Swarm Begin(SwarmPast past)
    {
        var swarm = new Swarm(_context, _handshake, Metainfo, _options, _content!, past, this);
        _participation = new Participation(_context, Metainfo, _options.Trackers ?? Metainfo.Trackers, swarm);
        return swarm;
    }

    /// <summary>Takes part in the swarm until it is to pause or to end.</summary>
    private async Task TakePartAsync(Swarm swarm, bool isFirst)
    {
        if (swarm.IsComplete)
        {
            await CompleteAsync();
        }
        else if (isFirst)
        {
            SetState(_options.SeedOnly ? TorrentState.Seeding : TorrentState.Downloading);
            var now = Snapshot();
            _context.Tell(_options.SeedOnly
                ? new EngineEvent.Seeding(_context.Now, Metainfo.InfoHashes)
                : new EngineEvent.Downloading(_context.Now, Metainfo.InfoHashes, now.BytesDone, now.BytesTotal));
        }

        if (!_stop.Task.IsCompleted && !_pause.IsOn)
        {
            await _participation!.StartAsync(_options.Peers, takes: !swarm.IsComplete && !_options.SeedOnly);
            await Task.WhenAny(_stop.Task, _pause.WhenAsync(isOn: true));
        }
    }

    /// <summary>Has let everything go, and waits until it is to go on or to end.</summary>
    private async Task WaitPausedAsync()
    {
        var since = _context.Clock.Now;
        _context.Tell(new EngineEvent.Paused(_context.Now, Metainfo.InfoHashes));
        await Task.WhenAny(_stop.Task, _pause.WhenAsync(isOn: false));
        _paused += _context.Clock.Now - since;
        if (!_stop.Task.IsCompleted)
        {
            _context.Tell(new EngineEvent.Resumed(_context.Now, Metainfo.InfoHashes));
        }
    }

    /// <summary>All that is wanted is there: makes the rest, makes it durable, and says so. Once.</summary>
    private Task CompleteAsync()
    {
        lock (_completing)
        {
            return _completed ??= Task.Run(CompleteOnceAsync);
        }
    }

    private async Task CompleteOnceAsync()
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
            _participation?.BecomeSeed();
        }

        if (_participation is { } participation)
        {
            EvaluateStop(Activity(participation.Swarm));
        }
    }

    private StopInputs Activity(Swarm swarm) => swarm.Activity(_completion.Task.IsCompletedSuccessfully, Elapsed);

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

        var participation = _participation;
        if (participation is not null)
        {
            await participation.LeaveAsync();
        }

        if (await _content!.CloseAsync(participation?.Swarm.Totals ?? _content.Before) is { } failure && outcome is TorrentOutcome.Completed or TorrentOutcome.Interrupted)
        {
            (outcome, message) = (TorrentOutcome.StorageFailed, failure.Message);
        }

        SetState(TorrentState.Stopped);
        var result = new TorrentResult(outcome, Snapshot(), message) { Peers = participation?.Swarm.TopPeers(ToldPeers) ?? [] };
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
