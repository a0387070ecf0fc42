using System.Net;
using System.Threading.Channels;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine;

/// <summary>Downloads and seeds torrents: one listening port, many torrents. The handle that a program holds; disposing it stops everything in order.</summary>
public sealed class TorrentEngine : IAsyncDisposable
{
    /// <summary>How often all deadlines are looked at.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly EngineContext _context;
    private readonly PeerListener _listener;
    private readonly PeerHandshake _handshake;
    private readonly CancellationTokenSource _stopping = new();

    private readonly Lock _lock = new();
    private readonly List<TorrentRunner> _torrents = [];
    private readonly Dictionary<Sha1Hash, TorrentRunner> _byHash = [];
    private bool _isDisposed;

    /// <summary>Makes an engine that does nothing yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TorrentEngine(EngineOptions options, EngineServices services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        options.Validate();
        _context = new EngineContext(options, services, () => Listening is [var first, ..] ? first.Port : options.Port);
        _listener = new PeerListener(services.Transport, _context.Tasks, _context.Logger);
        _handshake = new PeerHandshake(_context.PeerId, services.Time);
    }

    /// <summary>Notable facts, oldest first; completes when the engine is disposed.</summary>
    public ChannelReader<EngineEvent> Events => _context.Events;

    /// <summary>Where it listens; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<IPEndPoint> Listening => _listener.EndPoints;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener.Start(_context.Options.BindAddress, _context.Options.Port, AcceptAsync, _stopping.Token);
        _context.Tasks.Run(TickAsync);
        return Task.CompletedTask;
    }

    /// <summary>Adds a torrent and starts it: checks what is there, then downloads or seeds.</summary>
    /// <exception cref="InvalidOperationException">The torrent is already here.</exception>
    /// <exception cref="Storage.StorageException">Its state cannot be kept, or another process runs it.</exception>
    public async Task<Torrent> AddAsync(TorrentMetainfo metainfo, TorrentOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        ArgumentNullException.ThrowIfNull(options);
        TorrentRunner runner;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (metainfo.InfoHashes.OnWire().Any(_byHash.ContainsKey))
            {
                throw new InvalidOperationException($"The torrent `{metainfo.Name}` is already here.");
            }

            runner = new TorrentRunner(_context, _handshake, metainfo, options, Forget);
            _torrents.Add(runner);
            foreach (var hash in metainfo.InfoHashes.OnWire())
            {
                _byHash.Add(hash, runner);
            }
        }

        try
        {
            await runner.StartAsync(cancellationToken);
        }
        catch
        {
            Forget(runner);
            throw;
        }

        return new Torrent(runner);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        TorrentRunner[] torrents;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            torrents = [.. _torrents];
        }

        await Task.WhenAll(torrents.Select(torrent => torrent.StopAsync()));
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        await _context.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var accepted = await _handshake.AcceptAsync(connection, Find, runner => runner.Metainfo.InfoHashes, cancellationToken);
        if (accepted?.Torrent.Swarm is { } swarm)
        {
            swarm.Admit(connection, accepted.Greeting, isIncoming: true, accepted.SpeaksV2);
        }
        else
        {
            await connection.DisposeAsync();
        }
    }

    private TorrentRunner? Find(Sha1Hash infoHash)
    {
        lock (_lock)
        {
            return _byHash.TryGetValue(infoHash, out var runner) && runner.Swarm is not null ? runner : null;
        }
    }

    private void Forget(TorrentRunner runner)
    {
        lock (_lock)
        {
            _torrents.Remove(runner);
            foreach (var hash in runner.Metainfo.InfoHashes.OnWire())
            {
                _byHash.Remove(hash);
            }
        }
    }

    /// <summary>One tick serves all deadlines of all torrents.</summary>
    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(TickInterval, _context.Services.Time);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
        {
            TorrentRunner[] torrents;
            lock (_lock)
            {
                torrents = [.. _torrents];
            }

            foreach (var torrent in torrents)
            {
                torrent.Tick();
            }
        }
    }
}
