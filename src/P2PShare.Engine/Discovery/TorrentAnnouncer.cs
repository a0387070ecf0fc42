using P2PShare.Engine.Diagnostics;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>Announces one torrent to its trackers (BEP 3, 12, 15). Costs neither task nor timer while nothing is due. All members are thread-safe.</summary>
internal sealed class TorrentAnnouncer : IAnnounceJob, IAsyncDisposable
{
    private const int WantedByLeech = 200;
    private const int WantedBySeed = 50;

    private readonly TrackerContext _context;
    private readonly Func<AnnounceProgress> _progress;
    private readonly ITrackerSink _sink;
    private readonly TrackerUrls _urls;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly Lock _sinkLock = new();

    // Under the lock.
    private readonly AnnounceSchedule _schedule;
    private bool _isRunning;
    private bool _hasReportedRefused;
    private int _announcing;
    private TaskCompletionSource? _idle;
    private Task? _stopping;

    /// <summary>Makes an announcer that does nothing yet.</summary>
    /// <param name="context">What the engine's announcers share; outlives this.</param>
    /// <param name="hashes">The torrent; both hashes of a hybrid are announced.</param>
    /// <param name="tiers">Announce URLs by tier. BEP 12.</param>
    /// <param name="progress">Asked at every announce; must not block.</param>
    /// <param name="sink">Where answers go.</param>
    public TorrentAnnouncer(
        TrackerContext context,
        InfoHashes hashes,
        IReadOnlyList<IReadOnlyList<string>> tiers,
        Func<AnnounceProgress> progress,
        ITrackerSink sink)
    {
        _context = context;
        _progress = progress;
        _sink = sink;
        _urls = new TrackerUrls(tiers, context.Urls);
        _schedule = new AnnounceSchedule(
            _urls.Tiers,
            () => [.. hashes.OnWire().SelectMany(hash => context.Families.Select(family => new AnnounceTarget(hash, family)))],
            context.Time,
            context.CreateRandom());
    }

    /// <summary>Announces <c>started</c> as soon as possible, and goes on at the trackers' intervals.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _isRunning = _stopping is null;
            Plan();
        }
    }

    /// <summary>The download has just become complete: says so to the trackers that are in use. Never blocks.</summary>
    public void AnnounceCompleted()
    {
        lock (_lock)
        {
            _schedule.MarkCompleted();
            Plan();
        }
    }

    /// <summary>A hint that more peers are wanted: announces as soon as the trackers' minimum intervals allow. Never blocks, and may be said at every tick.</summary>
    public void NeedPeers()
    {
        lock (_lock)
        {
            if (_schedule.NeedPeers())
            {
                Plan();
            }
        }
    }

    /// <summary>Ends announcing, and says <c>stopped</c> to every tracker that knows of us, to all at once, for as long as the limit allows. Never throws for what trackers do.</summary>
    public Task StopAsync(TimeSpan limit)
    {
        lock (_lock)
        {
            return _stopping ??= Task.Run(() => StopOnceAsync(limit));
        }
    }

    /// <summary>What is known of each tracker now, in the order in which they are tried.</summary>
    public IReadOnlyList<TrackerSnapshot> Snapshot()
    {
        lock (_lock)
        {
            return [.. _schedule.Trackers.Select(SnapshotOf)];
        }
    }

    /// <inheritdoc/>
    async Task IAnnounceJob.RunAsync()
    {
        TrackerEntry? tracker;
        lock (_lock)
        {
            tracker = _isRunning ? _schedule.TakeDue() : null;
            _announcing++;

            // Now, and not after the answer: a slow tracker is not waited for before the next is tried.
            Plan();
        }

        try
        {
            ReportRefused();
            if (tracker is not null)
            {
                await AnnounceAsync(tracker);
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The torrent has been stopped.
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Ends announcing without a word to the trackers, unless <see cref="StopAsync"/> was called before.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        _ending.Dispose();
    }

    private async Task AnnounceAsync(TrackerEntry tracker)
    {
        var outcome = new AnnounceOutcome(await Task.WhenAll(tracker.Targets.Select(target => AnnounceAsync(tracker, target))));
        var message = outcome.Message is null ? null : tracker.Url.Hide(outcome.Message);
        lock (_lock)
        {
            tracker.Status = outcome.Status;
            tracker.Message = message;
            tracker.Peers = outcome.Peers;
            tracker.Seeds = outcome.Seeds ?? tracker.Seeds;
            tracker.Leechers = outcome.Leechers ?? tracker.Leechers;
            if (outcome.IsSuccess)
            {
                _schedule.MarkAnswered(tracker, outcome.Interval, outcome.MinInterval);
            }
            else
            {
                _schedule.MarkFailed(tracker, outcome.RetryIn);
            }
        }

        TrackerLog.Answered(_context.Logger, tracker.Url.Redacted, outcome.Status, outcome.Peers, message);
        lock (_sinkLock)
        {
            _sink.OnAnswer(tracker.Url.Redacted, outcome.Status, message, outcome.Peers);
        }
    }

    private async Task<TrackerAnswer> AnnounceAsync(TrackerEntry tracker, AnnounceTarget target)
    {
        AnnounceEvent said;
        lock (_lock)
        {
            said = target.NextEvent(_schedule.HasCompleted);
        }

        var answer = await _context.ClientOf(tracker.Url).AnnounceAsync(tracker.Url, RequestOf(target, said), target.Family, _ending.Token);
        if (!answer.IsSuccess)
        {
            return answer;
        }

        lock (_lock)
        {
            target.MarkAnswer(said, answer.Response!.TrackerId);
            _schedule.MarkWorking(tracker);
        }

        lock (_sinkLock)
        {
            if (answer.Peers.Count > 0)
            {
                _sink.OnPeers(answer.Peers);
            }

            if (answer.Response.ExternalAddress is { } address)
            {
                _sink.OnExternalAddress(address);
            }
        }

        return answer;
    }

    private AnnounceRequest RequestOf(AnnounceTarget target, AnnounceEvent said)
    {
        var progress = _progress();
        return new AnnounceRequest
        {
            InfoHash = target.InfoHash,
            PeerId = _context.PeerId,
            Port = _context.ListenPort,
            Uploaded = progress.Uploaded,
            Downloaded = progress.Downloaded,
            Left = progress.Left,
            Event = said,
            PeersWanted = said == AnnounceEvent.Stopped ? 0 : progress.Left == 0 ? WantedBySeed : WantedByLeech,
            Key = _context.Key,
            OmitPeerIds = true,
            TrackerId = target.TrackerId,
        };
    }

    private async Task StopOnceAsync(TimeSpan limit)
    {
        await EndAsync();
        var known = _schedule.Trackers.SelectMany(static tracker => tracker.Targets.Where(static target => target.IsStarted), static (tracker, target) => (tracker, target)).ToList();
        if (limit <= TimeSpan.Zero || known.Count == 0)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(limit, _context.Time);
        await Task.WhenAll(known.Select(entry => SayStoppedAsync(entry.tracker, entry.target, deadline.Token)));
    }

    private async Task SayStoppedAsync(TrackerEntry tracker, AnnounceTarget target, CancellationToken cancellationToken)
    {
        try
        {
            await _context.ClientOf(tracker.Url).AnnounceAsync(tracker.Url, RequestOf(target, AnnounceEvent.Stopped), target.Family, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Out of time: the tracker finds out when we do not come back.
        }
    }

    // From then on nothing is announced and the sink is not called.
    private async Task EndAsync()
    {
        Task idle;
        lock (_lock)
        {
            _isRunning = false;
            Plan();
            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _announcing == 0 ? Task.CompletedTask : _idle.Task;
        }

        await _ending.CancelAsync();
        await idle;
    }

    private void Leave()
    {
        lock (_lock)
        {
            _announcing--;
            if (_announcing == 0)
            {
                _idle?.TrySetResult();
            }

            Plan();
        }
    }

    // Under the lock.
    private void Plan() => _context.Scheduler.Plan(this, !_isRunning ? null : _hasReportedRefused ? _schedule.UntilDue() : TimeSpan.Zero);

    private void ReportRefused()
    {
        lock (_lock)
        {
            if (_hasReportedRefused || !_isRunning)
            {
                return;
            }

            _hasReportedRefused = true;
            Plan();
        }

        lock (_sinkLock)
        {
            foreach (var (url, problem) in _urls.Refused)
            {
                _sink.OnAnswer(url, TrackerStatus.Failed, problem, peers: 0);
            }
        }
    }

    // Under the lock.
    private TrackerSnapshot SnapshotOf(TrackerEntry tracker) => new()
    {
        Url = tracker.Url.Redacted,
        Tier = tracker.Tier,
        Status = tracker.Status,
        Message = tracker.Message,
        Peers = tracker.Peers,
        Seeds = tracker.Seeds,
        Leechers = tracker.Leechers,
        NextAnnounce = _isRunning ? _schedule.UntilDue(tracker) : null,
    };
}
