using System.Net;
using System.Threading.Channels;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Metadata;
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

    /// <summary>Files that nobody has used for so many ticks, and at most twice as many, are closed.</summary>
    private const int TicksPerCleaning = 60;

    private readonly EngineContext _context;
    private readonly PeerListener _listener;
    private readonly PeerHandshake _handshake;
    private readonly CancellationTokenSource _stopping = new();

    private readonly Lock _lock = new();
    private readonly List<ITorrentRun> _runs = [];
    private readonly Dictionary<Sha1Hash, ITorrentRun> _byHash = [];
    private readonly Action<ITorrentRun> _forget;
    private PeriodicTimer? _ticks;
    private bool _isDisposed;

    /// <summary>Makes an engine that does nothing yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TorrentEngine(EngineOptions options, EngineServices services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(services);
        options.Validate();
        _context = new EngineContext(options, services, () => Listening is [var first, ..] ? first.Port : options.Port);
        _listener = new PeerListener(services.Transport, _context.Tasks, _context.Logger, options.MaxSessionsPerAddress);
        _forget = Forget;
        _handshake = new PeerHandshake(_context.PeerId, services.Time, options.DhtRouters is not null);
    }

    /// <summary>Notable facts, oldest first; completes when the engine is disposed.</summary>
    public ChannelReader<EngineEvent> Events => _context.Events;

    /// <summary>The limits of all torrents together, changeable while it runs.</summary>
    public RateLimits Limits => _context.Limits;

    /// <summary>Where it listens; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<IPEndPoint> Listening => _listener.EndPoints;

    /// <summary>Begins to listen.</summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener.Start(_context.Options.BindAddress, _context.Options.Port, AcceptAsync, _stopping.Token);
        if (_context.Local is { } local)
        {
            local.Start(_context.Services.Multicast!, _context.Options.BindAddress);
        }

        _ticks = new PeriodicTimer(TickInterval, _context.Services.Time);
        _context.Tasks.Run(() => TickAsync(_ticks));
        return Task.CompletedTask;
    }

    /// <summary>Adds a torrent and starts it: checks what is there, then downloads or seeds.</summary>
    /// <exception cref="InvalidOperationException">The torrent is already here.</exception>
    /// <exception cref="Storage.StorageException">Its state cannot be kept, or another process runs it.</exception>
    public async Task<Torrent> AddAsync(TorrentMetainfo metainfo, TorrentOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        ArgumentNullException.ThrowIfNull(options);
        var runner = new TorrentRunner(_context, _handshake, metainfo, options, _forget);
        Register(runner, metainfo.Name);
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

    /// <summary>Begins to search for what a magnet link stands for. The search ends when it is found; the torrent is then the caller's to add.</summary>
    /// <exception cref="InvalidOperationException">The torrent is already here.</exception>
    public MetadataSearch Search(MagnetLink magnet, MetadataOptions options)
    {
        ArgumentNullException.ThrowIfNull(magnet);
        ArgumentNullException.ThrowIfNull(options);
        var runner = new MetadataRunner(_context, _handshake, magnet, options, _forget);
        Register(runner, magnet.DisplayName ?? magnet.InfoHashes.Key);
        runner.Start();
        return new MetadataSearch(runner);
    }

    /// <summary>The metadata that the state folder keeps for an info-hash; null when it has none that is whole. Blocks.</summary>
    public TorrentMetainfo? FindSaved(InfoHashes infoHashes)
    {
        ArgumentNullException.ThrowIfNull(infoHashes);
        return _context.State.LoadTorrent(infoHashes);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ITorrentRun[] runs;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            runs = [.. _runs];
        }

        await Task.WhenAll(runs.Select(run => run.EndAsync()));

        // Before the cancellation: to a wait that is cancelled the runtime adds a stack trace with line numbers, for which it reads all symbols.
        _ticks?.Dispose();
        await _stopping.CancelAsync();
        await _listener.DisposeAsync();
        await _context.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var accepted = await _handshake.AcceptAsync(connection, Find, run => new AskedTorrent(run.InfoHashes, run.IsPrivate), cancellationToken);
        if (accepted is not null && accepted.Torrent.TryAdmit(connection, accepted.Greeting, accepted.SpeaksV2))
        {
            _context.Load.CountIncoming();
        }
        else
        {
            await connection.DisposeAsync();
        }
    }

    private ITorrentRun? Find(Sha1Hash infoHash)
    {
        lock (_lock)
        {
            return _byHash.TryGetValue(infoHash, out var run) && run.IsOpen ? run : null;
        }
    }

    private void Register(ITorrentRun run, string name)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (run.InfoHashes.OnWire().Any(_byHash.ContainsKey))
            {
                throw new InvalidOperationException($"The torrent `{name}` is already here.");
            }

            _runs.Add(run);
            foreach (var hash in run.InfoHashes.OnWire())
            {
                _byHash.Add(hash, run);
            }
        }
    }

    private void Forget(ITorrentRun run)
    {
        lock (_lock)
        {
            _runs.Remove(run);
            foreach (var hash in run.InfoHashes.OnWire())
            {
                _byHash.Remove(hash);
            }
        }
    }

    /// <summary>One tick serves all deadlines of all torrents.</summary>
    private async Task TickAsync(PeriodicTimer ticks)
    {
        var ticked = 0L;
        while (await ticks.WaitForNextTickAsync(CancellationToken.None))
        {
            _context.Local?.Tick();
            _context.Dht?.Tick();
            _context.Load.Tick();
            _context.Blocks.Trim();
            if (++ticked % TicksPerCleaning == 0)
            {
                _context.Handles.CloseUnused();
            }

            ITorrentRun[] runs;
            lock (_lock)
            {
                runs = [.. _runs];
            }

            foreach (var run in runs)
            {
                run.Tick();
            }
        }
    }
}
