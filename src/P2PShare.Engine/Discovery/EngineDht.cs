using System.Globalization;
using System.Net;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// The engine's node of the DHT: opens its sockets on the port that peers know, keeps its nodes in the state folder, and says once when nobody
/// answers. What is looked up is its torrents' own to say: see <see cref="TorrentDht"/>.
/// </summary>
internal sealed class EngineDht(EngineContext context, IReadOnlyList<DhtRouter> routers) : IAsyncDisposable
{
    /// <summary>How long it may take to join before it is worth a word.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(10);

    /// <summary>Most nodes taken from one torrent.</summary>
    private const int MaxNodesOfTorrent = 8;

    private readonly NodeCache _cache = new(context.State, context.Logger);
    private readonly TaskTracker _tasks = new(context.Logger);
    private readonly List<SharedDatagramSocket> _sockets = [];
    private readonly Lock _saving = new();
    private readonly Lock _beginning = new();
    private volatile DhtNode? _node;
    private bool _hasBegun;
    private TimeSpan _started;
    private TimeSpan _nextSave;
    private bool _hasSpoken;

    /// <summary>The node; null before it is begun, and where it has no socket.</summary>
    public DhtNode? Node => _node;

    /// <summary>Whether nobody has answered although there was time to.</summary>
    public bool IsUnanswered => Node is { } node && context.Clock.Now - _started >= Patience && !node.Snapshot().HasJoined;

    /// <summary>The port that peers are told; 0 for none.</summary>
    public int Port => _node is null ? 0 : _sockets[0].LocalEndPoint.Port;

    /// <summary>Opens its sockets and begins to join, at the first call: an engine that has private torrents alone sends nothing. Null where there is no socket.</summary>
    public DhtNode? Begin()
    {
        lock (_beginning)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                Open();
            }
        }

        return _node;
    }

    /// <summary>Learns of the nodes that a torrent names (<c>nodes</c>, BEP 5), a few at most.</summary>
    public void AddNodes(IReadOnlyList<string> hosts)
    {
        foreach (var host in hosts.Take(MaxNodesOfTorrent))
        {
            var colon = host.LastIndexOf(':');
            if (colon > 0 && ushort.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port != 0)
            {
                Node?.AddRouter(new DhtRouter(host[..colon].Trim('[', ']'), port));
            }
        }
    }

    /// <summary>Learns of a node that a peer names.</summary>
    public void AddNodeOfPeer(IPEndPoint peer, int port) => Node?.AddNode(new IPEndPoint(peer.Address, port), AddressScopes.Of(peer.Address));

    /// <summary>Looks at its deadlines. Never blocks. One call at a time.</summary>
    public void Tick()
    {
        var now = context.Clock.Now;
        if (Node is not { } node)
        {
            return;
        }

        if (now >= _nextSave)
        {
            _nextSave = now + SaveInterval;
            _tasks.Run(() => SaveAsync(node));
        }

        if (!_hasSpoken && now - _started >= Patience)
        {
            _hasSpoken = true;
            if (routers.Count > 0 && !node.Snapshot().HasJoined)
            {
                context.Tell(new EngineEvent.Warning(
                    context.Now, null, "nobody in the DHT answers: peers come from trackers, the local network, other peers and earlier runs alone, until somebody does"));
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _tasks.WhenIdleAsync();
        if (Node is { } node)
        {
            await SaveAsync(node);
            await node.DisposeAsync();
        }

        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }

        _cache.Dispose();
    }

    private void Open()
    {
        var (local, port) = (context.Options.BindAddress, context.ListenPort());
        foreach (var address in local is null ? (IPAddress[])[IPAddress.Any, IPAddress.IPv6Any] : [local])
        {
            if (Bind(address, port) is { } socket)
            {
                _sockets.Add(new SharedDatagramSocket(socket));
            }
        }

        if (_sockets.Count == 0)
        {
            context.Tell(new EngineEvent.Warning(context.Now, null, "the DHT is not used: it can open no socket"));
            return;
        }

        var services = new DhtServices { Time = context.Services.Time, Random = context.Services.CreateRandom(), Names = context.Services.Names };
        var node = new DhtNode(_sockets, new DhtOptions { Routers = routers }, services, _cache.Load());
        node.Start();
        _started = context.Clock.Now;
        _nextSave = _started + SaveInterval;
        _node = node;
    }

    private IDatagramSocket? Bind(IPAddress address, int port)
    {
        var transport = context.Services.Datagrams;
        foreach (var candidate in (int[])[port, 0])
        {
            try
            {
                return address.Equals(IPAddress.IPv6Any) ? transport.BindIPv6Only(candidate) : transport.Bind(new IPEndPoint(address, candidate));
            }
            catch (NetException failure)
            {
                DiscoveryLog.NoDhtSocket(context.Logger, new IPEndPoint(address, candidate), failure.Message);
            }
        }

        return null;
    }

    private Task SaveAsync(DhtNode node)
    {
        lock (_saving)
        {
            _cache.Save(node.Save());
        }

        return Task.CompletedTask;
    }
}
