using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// One torrent in the DHT: looks up its peers, and announces it, at the start, every quarter of an hour, and sooner while it knows nobody.
/// Needs no more than info-hashes. BEP 5; both hashes of a hybrid.
/// </summary>
internal sealed class TorrentDht
{
    /// <summary>Between two announces, as others forget after half an hour; a little more or less by chance.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    /// <summary>The wait before another look-up when the first brought nobody; doubled with each that does.</summary>
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly DhtNode _node;
    private readonly InfoHashes _torrent;
    private readonly Func<PeerAnnouncement?> _announcement;
    private readonly Action<IReadOnlyList<IPEndPoint>> _found;
    private readonly EngineClock _clock;
    private readonly TaskTracker _tasks;
    private readonly CancellationTokenSource _stop = new();
    private readonly Random _random;
    private readonly Lock _lock = new();

    // Under the lock.
    private TimeSpan _next;
    private TimeSpan _wait = FirstWait;
    private TimeSpan _ended;
    private bool _isRunning;
    private bool _isStopped;
    private bool _hasBegun;

    /// <summary>Prepares; nothing is sent before the first <see cref="Tick"/>.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="node">The engine's node.</param>
    /// <param name="torrent">Which torrent.</param>
    /// <param name="announcement">What is announced; null for nothing, now.</param>
    /// <param name="found">Gets peers. From the thread pool; must not block.</param>
    public TorrentDht(EngineContext context, DhtNode node, InfoHashes torrent, Func<PeerAnnouncement?> announcement, Action<IReadOnlyList<IPEndPoint>> found)
    {
        _node = node;
        _torrent = torrent;
        _announcement = announcement;
        _found = found;
        _clock = context.Clock;
        _tasks = new TaskTracker(context.Logger);
        _random = context.Services.CreateRandom();
        _next = _clock.Now;
    }

    /// <summary>Looks at its deadlines. Never blocks.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            if (!_isStopped && !_isRunning && _clock.Now >= _next)
            {
                _isRunning = true;
                _tasks.Run(RunAsync);
            }
        }
    }

    /// <summary>Nobody is left to connect to: looks again before its time, but not at once each time.</summary>
    public void NeedPeers()
    {
        lock (_lock)
        {
            var soon = _ended + _wait;
            if (!_isRunning && soon < _next)
            {
                _next = soon;
            }
        }
    }

    /// <summary>Ends it; nothing is found any more.</summary>
    public async Task StopAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
        }

        await _stop.CancelAsync();
        await _tasks.WhenIdleAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var (peers, isKept) = (0, true);
        try
        {
            foreach (var hash in _torrent.OnWire())
            {
                peers += await LookUpAsync(hash);
                isKept &= await AnnounceAsync(hash);
            }
        }
        finally
        {
            _hasBegun = true;
            SetNext(peers > 0, isKept);
        }
    }

    /// <summary>The first time peers are wanted the moment they are found; later an announce finds them on its way.</summary>
    private async Task<int> LookUpAsync(Sha1Hash hash)
    {
        var peers = 0;
        if (!_hasBegun || _announcement() is null)
        {
            await foreach (var peer in _node.FindPeersAsync(hash, _stop.Token))
            {
                peers++;
                _found([peer]);
            }
        }

        return peers;
    }

    private async Task<bool> AnnounceAsync(Sha1Hash hash)
    {
        if (_announcement() is not { } announcement || _stop.IsCancellationRequested)
        {
            return true;
        }

        var outcome = await _node.AnnounceAsync(hash, announcement, _stop.Token);
        _found(outcome.Peers);
        return outcome.StoredOn > 0;
    }

    private void SetNext(bool hasFound, bool isKept)
    {
        lock (_lock)
        {
            _isRunning = false;
            _ended = _clock.Now;
            _wait = hasFound ? FirstWait : TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, 2 * _wait.Ticks));

            // Who could tell nobody tries again soon: those who look for us find nothing until then.
            _next = _ended + ((isKept ? Interval : _wait) * (0.9 + (_random.NextDouble() / 10)));
        }
    }
}
