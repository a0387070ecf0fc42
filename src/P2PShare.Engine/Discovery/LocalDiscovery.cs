using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Engine.Diagnostics;
using P2PShare.Net.Transport;
using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Finds peers on the local network, and tells it which torrents are here: one for all torrents of an engine. BEP 14. Answers nobody: who hears
/// us connects. Where no multicast is to be had it says so once, and does nothing.
/// </summary>
internal sealed class LocalDiscovery : IAsyncDisposable
{
    /// <summary>How often it is seen whether interfaces have come or gone.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(1);

    private readonly EngineClock _clock;
    private readonly Func<int> _listenPort;
    private readonly ILogger _logger;
    private readonly TaskTracker _tasks;
    private readonly string _cookie;
    private readonly List<IMulticastSocket> _sockets = [];

    private readonly Lock _lock = new();

    // Under the lock.
    private readonly LocalSchedule _schedule = new();
    private readonly LocalHearing _hearing;
    private readonly Dictionary<Sha1Hash, Action<IReadOnlyList<IPEndPoint>>> _torrents = [];
    private TimeSpan _nextLook;
    private bool _isSending;
    private bool _isDisposed;

    /// <summary>Prepares; no socket is opened.</summary>
    public LocalDiscovery(EngineClock clock, Func<int> listenPort, Random random, ILogger logger)
    {
        _clock = clock;
        _listenPort = listenPort;
        _logger = logger;
        _tasks = new TaskTracker(logger);
        _cookie = random.Next().ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
        _hearing = new LocalHearing(_cookie);
    }

    /// <summary>Opens its sockets and begins to listen.</summary>
    /// <param name="transport">Where it gets them.</param>
    /// <param name="local">Only the interface that has this address; null for all.</param>
    public void Start(IMulticastTransport transport, IPAddress? local)
    {
        foreach (var group in (IPEndPoint[])[LocalAnnouncement.IPv4Group, LocalAnnouncement.IPv6Group])
        {
            try
            {
                _sockets.Add(transport.Join(group, local));
            }
            catch (NetException failure)
            {
                DiscoveryLog.NoMulticast(_logger, group, failure.Message);
            }
        }

        if (_sockets.Count == 0)
        {
            DiscoveryLog.NoLocalDiscovery(_logger);
        }

        _nextLook = _clock.Now + LookInterval;
        foreach (var socket in _sockets)
        {
            _tasks.Run(() => ReceiveAsync(socket));
        }
    }

    /// <summary>A torrent takes part from now on.</summary>
    /// <param name="torrent">Which.</param>
    /// <param name="found">Gets its peers. From the thread pool; must not block.</param>
    public void Add(InfoHashes torrent, Action<IReadOnlyList<IPEndPoint>> found)
    {
        lock (_lock)
        {
            foreach (var hash in torrent.OnWire())
            {
                _torrents[hash] = found;
                _schedule.Add(hash);
            }
        }
    }

    /// <summary>A torrent takes part no more. A peer that is just being told of may still come.</summary>
    public void Remove(InfoHashes torrent)
    {
        lock (_lock)
        {
            foreach (var hash in torrent.OnWire())
            {
                _ = _torrents.Remove(hash);
                _schedule.Remove(hash);
            }
        }
    }

    /// <summary>Looks at its deadlines. Never blocks.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            // While one is being sent the next waits: there is time.
            var now = _clock.Now;
            if (_isDisposed || _isSending || _sockets.Count == 0)
            {
                return;
            }

            var isLookDue = now >= _nextLook;
            _nextLook = isLookDue ? now + LookInterval : _nextLook;
            IReadOnlyList<Sha1Hash> due = _listenPort() == 0 ? [] : _schedule.Next(now);
            if (isLookDue || due.Count > 0)
            {
                _isSending = true;
                _tasks.Run(() => SendAsync(due, isLookDue));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }

        await _tasks.WhenIdleAsync();
    }

    private async Task SendAsync(IReadOnlyList<Sha1Hash> due, bool isLookDue)
    {
        try
        {
            var hasCome = false;
            foreach (var socket in isLookDue ? _sockets : [])
            {
                hasCome |= socket.Refresh();
            }

            if (due.Count > 0)
            {
                var announcement = new LocalAnnouncement(_listenPort(), due, _cookie);
                foreach (var socket in _sockets)
                {
                    await socket.SendAsync(announcement.ToBytes(socket.Group), CancellationToken.None);
                }
            }

            lock (_lock)
            {
                // Those on a network that we have just joined have not heard of us.
                if (hasCome)
                {
                    _schedule.Restart();
                }
            }
        }
        finally
        {
            lock (_lock)
            {
                _isSending = false;
            }
        }
    }

    private async Task ReceiveAsync(IMulticastSocket socket)
    {
        var buffer = new byte[LocalAnnouncement.MaxReadSize];
        while (await socket.ReceiveAsync(buffer, CancellationToken.None) is { Length: >= 0 } received)
        {
            if (LocalAnnouncement.TryRead(buffer.AsSpan(0, received.Length), out var announcement))
            {
                Take(announcement, received.Sender, socket.IsNeighbour(received.Sender.Address));
            }
        }
    }

    private void Take(LocalAnnouncement announcement, IPEndPoint sender, bool isNeighbour)
    {
        List<Action<IReadOnlyList<IPEndPoint>>> torrents;
        lock (_lock)
        {
            // A hybrid is announced under both its hashes: one word to it is enough.
            torrents = [.. _hearing.Hear(announcement, sender.Address, isNeighbour, _torrents.ContainsKey, _clock.Now).Select(hash => _torrents[hash]).Distinct()];
        }

        foreach (var found in torrents)
        {
            found([new IPEndPoint(sender.Address, announcement.Port)]);
        }
    }
}
