using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Engine.WebSeeds;
using P2PShare.Net.Memory;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine;

/// <summary>What the torrents of one engine share. Made and disposed by the engine; decides nothing.</summary>
internal sealed class EngineContext : IAsyncDisposable
{
    /// <summary>Checks of existing content that run at once: each uses all cores.</summary>
    private const int ConcurrentChecks = 2;

    /// <summary>Events that wait to be read before the oldest is lost.</summary>
    private const int EventCapacity = 4096;

    /// <summary>Threads that read for uploads: enough to keep a disk's queue filled.</summary>
    private const int ReadWorkers = 4;

    private readonly Channel<EngineEvent> _events = Channel.CreateBounded<EngineEvent>(
        new BoundedChannelOptions(EventCapacity) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly HttpConnector _http;

    /// <summary>Makes what is shared; nothing is listened on or connected to.</summary>
    public EngineContext(EngineOptions options, EngineServices services, Func<int> listenPort)
    {
        Options = options;
        Services = services;
        Clock = new EngineClock(services.Time);
        Random = services.CreateRandom();
        PeerId = CreatePeerId(Random);
        Logger = services.Logging.CreateLogger("P2PShare.Engine");
        Tasks = new TaskTracker(Logger);
        Blocks = services.CreateBlocks(options.BlockMemory);
        Budget = new BlockBudget(options.BlockMemory);
        Limits = new RateLimits(services.Time, options.MaxDownloadRate, options.MaxUploadRate);
        Handles = new FileHandleCache();
        State = new StateFolder(options.StateDirectory, services.Files);
        ListenPort = listenPort;
        Trackers = new TrackerContext(services, PeerId, listenPort, options.BindAddress);
        _http = new HttpConnector(services.Transport, options.BindAddress, services.Time);
        WebSeeds = new WebSeedReader(_http, new TrackerHosts(services.Names, services.Time), services.Time);
        Slots = new SessionSlots(options);
        Dht = options.DhtRouters is { } routers ? new EngineDht(this, routers) : null;
        Local = options.LocalDiscovery && services.Multicast is not null ? new LocalDiscovery(Clock, listenPort, services.CreateRandom(), Logger) : null;
        Readers = new DiskWorkers("p2pshare reader", ReadWorkers, 4096);
        Hashers = new DiskWorkers("p2pshare hasher", Environment.ProcessorCount, 65536);
        Load = new EngineLoad(Limits, Budget, Readers, Disk);
    }

    public EngineOptions Options { get; }

    public EngineServices Services { get; }

    public EngineClock Clock { get; }

    /// <summary>Used under a torrent's lock, or none: seeds the torrents' own.</summary>
    public Random Random { get; }

    public PeerId PeerId { get; }

    /// <summary>The port that peers can reach; 0 before it listens.</summary>
    public Func<int> ListenPort { get; }

    public ILogger Logger { get; }

    public TaskTracker Tasks { get; }

    public IBlockPool Blocks { get; }

    public BlockBudget Budget { get; }

    public BufferPool ReceiveBuffers { get; } = new();

    public BufferPool SendBuffers { get; } = new(SessionSender.BufferSize);

    /// <summary>Of all torrents together.</summary>
    public RateLimits Limits { get; }

    /// <summary>What the workers do at this moment.</summary>
    public DiskActivity Disk { get; } = new();

    /// <summary>What the torrents wait for together.</summary>
    public EngineLoad Load { get; }

    public FileHandleCache Handles { get; }

    public StateFolder State { get; }

    public TrackerContext Trackers { get; }

    /// <summary>The DHT; null where it is switched off.</summary>
    public EngineDht? Dht { get; }

    /// <summary>Peers on the local network; null where it is switched off.</summary>
    public LocalDiscovery? Local { get; }

    /// <summary>Reads from web servers.</summary>
    public WebSeedReader WebSeeds { get; }

    /// <summary>Places for sessions and for attempts.</summary>
    public SessionSlots Slots { get; }

    /// <summary>Reads for uploads.</summary>
    public DiskWorkers Readers { get; }

    /// <summary>Hashes what was downloaded and writes it.</summary>
    public DiskWorkers Hashers { get; }

    /// <summary>Lets few checks of existing content run at once.</summary>
    public SemaphoreSlim Checks { get; } = new(ConcurrentChecks);

    public ChannelReader<EngineEvent> Events => _events.Reader;

    public DateTimeOffset Now => Services.Time.GetUtcNow();

    /// <summary>Tells whoever reads <see cref="Events"/>. Never blocks.</summary>
    public void Tell(EngineEvent fact) => _events.Writer.TryWrite(fact);

    public async ValueTask DisposeAsync()
    {
        await Trackers.DisposeAsync();
        if (Local is not null)
        {
            await Local.DisposeAsync();
        }

        if (Dht is not null)
        {
            await Dht.DisposeAsync();
        }

        await Tasks.WhenIdleAsync();
        _http.Dispose();
        Readers.Dispose();
        Hashers.Dispose();
        Handles.Dispose();
        Checks.Dispose();
        Blocks.Dispose();
        _events.Writer.TryComplete();
    }

    private static PeerId CreatePeerId(Random random)
    {
        Span<byte> noise = stackalloc byte[PeerId.RandomSize];
        random.NextBytes(noise);
        return PeerId.Create(noise);
    }
}
