using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Finds the peers of one torrent without its trackers: those that an earlier run remembered, those on the local network, and those that the DHT knows. It needs no more than info-hashes, so that a
/// torrent of which nothing else is known yet is found the same way. A private torrent takes part in none of it (BEP 27).
/// </summary>
internal sealed class TorrentDiscovery
{
    private readonly EngineContext _context;
    private readonly Action<IReadOnlyList<IPEndPoint>, PeerSource> _found;
    private readonly Func<IReadOnlyList<IPEndPoint>> _best;
    private readonly bool _isPrivate;
    private readonly InfoHashes _torrent;
    private readonly RememberedPeers _remembered;
    private readonly TaskTracker _tasks;
    private readonly Lock _lock = new();
    private TorrentDht? _dht;

    // Under the lock.
    private TimeSpan _nextSave;
    private bool _isStopped;

    /// <summary>Prepares; nothing is sent or read.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="torrent">Which torrent.</param>
    /// <param name="isPrivate">Whether its peers come from its trackers alone.</param>
    /// <param name="found">Gets addresses that are believed, and where they are from. From the thread pool; must not block.</param>
    /// <param name="best">The addresses most worth remembering, at most <see cref="RememberedPeers.Capacity"/>.</param>
    public TorrentDiscovery(
        EngineContext context,
        InfoHashes torrent,
        bool isPrivate,
        Action<IReadOnlyList<IPEndPoint>, PeerSource> found,
        Func<IReadOnlyList<IPEndPoint>> best)
    {
        _context = context;
        _found = found;
        _best = best;
        _isPrivate = isPrivate;
        _torrent = torrent;
        _remembered = new RememberedPeers(context.State, torrent, context.Logger);
        _tasks = new TaskTracker(context.Logger);
    }

    /// <summary>What the DHT is told; null for nothing. Default: nothing.</summary>
    public Func<PeerAnnouncement?> Announcement { get; init; } = static () => null;

    /// <summary>Begins, with whom the run before knew.</summary>
    /// <param name="nodes">DHT nodes that the torrent names.</param>
    public async Task StartAsync(IReadOnlyList<string> nodes)
    {
        if (_isPrivate)
        {
            return;
        }

        _nextSave = _context.Clock.Now + RememberedPeers.SaveInterval;
        _found(await Task.Run(_remembered.Load), PeerSource.Remembered);
        if (_context.Dht is { } dht && await Task.Run(dht.Begin) is { } node)
        {
            dht.AddNodes(nodes);
            _dht = new TorrentDht(_context, node, _torrent, Announcement, peers => _found(peers, PeerSource.Dht));
        }

        _context.Local?.Add(_torrent, peers => _found(peers, PeerSource.Lsd));
    }

    /// <summary>Looks at its deadlines. Never blocks.</summary>
    public void Tick()
    {
        _dht?.Tick();
        var now = _context.Clock.Now;
        lock (_lock)
        {
            if (!_isPrivate && !_isStopped && now >= _nextSave)
            {
                _nextSave = now + RememberedPeers.SaveInterval;
                _tasks.Run(SaveAsync);
            }
        }
    }

    /// <summary>Ends it, and remembers whom the torrent knows. After this nothing is found any more.</summary>
    public async Task StopAsync()
    {
        if (!_isPrivate)
        {
            _context.Local?.Remove(_torrent);
        }

        lock (_lock)
        {
            _isStopped = true;
            if (!_isPrivate)
            {
                _tasks.Run(SaveAsync);
            }
        }

        await Task.WhenAll(_tasks.WhenIdleAsync(), _dht?.StopAsync() ?? Task.CompletedTask);
    }

    /// <summary>Nobody is left to connect to.</summary>
    public void NeedPeers() => _dht?.NeedPeers();

    private Task SaveAsync()
    {
        _remembered.Save(_best());
        return Task.CompletedTask;
    }
}
