using System.Net;
using System.Runtime.CompilerServices;
using P2PShare.Dht.Items;
using P2PShare.Dht.Lookups;
using P2PShare.Dht.Queries;
using P2PShare.Dht.Routing;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Dht;

/// <summary>
/// A node of the DHT: finds the peers of torrents without a tracker, and helps others to. One for any number of torrents, on one socket a family (or
/// several, BEP 45). Thread-safe. Nothing that others send makes it throw. BEP 5, 32, 33, 42, 43, 44, 45, 51.
/// </summary>
public sealed class DhtNode : IAsyncDisposable
{
    private static readonly TimeSpan ResolvePause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly DhtServices _services;
    private readonly DhtOptions _options;
    private readonly NodeStores _stores;
    private readonly CompactNode[] _known;
    private readonly SocketAttachment[] _attachments;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Under the lock.
    private readonly List<DhtRouter> _routers;
    private PeriodicTimer? _ticks;
    private Task _running = Task.CompletedTask;
    private Task _resolving = Task.CompletedTask;
    private bool _areRoutersResolved;
    private long _resolvedAt;
    private bool _isDisposed;
    private int _turn;

    /// <summary>Makes a node; <see cref="Start"/> starts it.</summary>
    /// <param name="sockets">Its sockets, at least one; they stay the caller's and are closed after the node.</param>
    /// <param name="options">How it behaves; null for defaults.</param>
    /// <param name="services">The world; null for the real one.</param>
    /// <param name="state">What an earlier run remembered; null for nothing.</param>
    public DhtNode(IReadOnlyList<SharedDatagramSocket> sockets, DhtOptions? options = null, DhtServices? services = null, DhtState? state = null)
    {
        ArgumentNullException.ThrowIfNull(sockets);
        ArgumentOutOfRangeException.ThrowIfZero(sockets.Count);
        _options = options ?? new DhtOptions();
        _services = services ?? new DhtServices();
        _routers = [.. _options.Routers];
        var clock = new DhtClock(_services.Time);
        _stores = new NodeStores(clock, _services.Random, _services.SecureRandom);
        _known = [.. (state?.Nodes ?? []).Take(2 * DhtLimits.MaxCachedNodes)];
        _attachments = new SocketAttachment[sockets.Count];
        for (var i = 0; i < sockets.Count; i++)
        {
            // Each socket has an id of its own: only the first of a family gets the remembered one. BEP 45.
            var isIPv4 = sockets[i].LocalEndPoint.Address.IsIPv4();
            var remembered = isIPv4 ? state?.IPv4Id : state?.IPv6Id;
            var isFirst = !_attachments.Take(i).Any(other => other.Node.IsIPv4 == isIPv4);
            _attachments[i] = Attach(sockets[i], clock, isFirst ? remembered : null);
        }

        foreach (var node in Nodes)
        {
            node.Sibling = Array.Find(_attachments, other => other.Node.IsIPv4 != node.IsIPv4)?.Node;
        }
    }

    /// <summary>Completes once the node has joined, or there is nobody to join by. Look-ups that come earlier wait for it.</summary>
    public Task Ready => _ready.Task;

    private IEnumerable<SocketNode> Nodes => _attachments.Select(static attachment => attachment.Node);

    /// <summary>Begins to join and to answer. Called once.</summary>
    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (var attachment in _attachments)
            {
                attachment.Attach();
            }

            foreach (var known in _known)
            {
                AddNode(known.EndPoint);
            }

            _ticks = new PeriodicTimer(DhtLimits.Tick, _services.Time);
            _running = RunAsync(_ticks);
        }
    }

    /// <summary>Ends all look-ups with what they have found, and stops answering.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            foreach (var node in Nodes)
            {
                node.Stop();
            }
        }

        _ready.TrySetResult();
        _ticks?.Dispose();
        await _stop.CancelAsync();
        await _running;
        await _resolving;
        foreach (var attachment in _attachments)
        {
            await attachment.DisposeAsync();
        }

        _stop.Dispose();
    }

    /// <summary>Asks a node whether it is there, and remembers it if it is: for PORT messages, torrents' nodes, and the user's. BEP 5.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="teller">The scope of who told of it; the default is that of the user, who is believed everything.</param>
    public void AddNode(IPEndPoint endPoint, AddressScope teller = AddressScope.Loopback)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        endPoint = endPoint.Unmap();
        lock (_lock)
        {
            NodeFor(endPoint)?.AddNode(endPoint, teller);
        }
    }

    /// <summary>Adds a host to join by. Its name is resolved when the node needs it.</summary>
    public void AddRouter(DhtRouter router)
    {
        ArgumentNullException.ThrowIfNull(router);
        lock (_lock)
        {
            if (!_routers.Contains(router))
            {
                _routers.Add(router);
                _areRoutersResolved = false;
            }
        }
    }

    /// <summary>The peers of a torrent, each once, the moment they are found, 2000 at most. Ends when the look-up does, or with the token, without an exception.</summary>
    public async IAsyncEnumerable<IPEndPoint> FindPeersAsync(Sha1Hash infoHash, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await WhenReadyAsync(cancellationToken);
        var found = new FoundPeers();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var searching = SearchAsync(infoHash, done => new PeersGoal(null, found, done), found, stop.Token);
        try
        {
            await foreach (var peer in found.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return peer;
            }
        }
        finally
        {
            // Whoever has enough ends the look-up.
            await stop.CancelAsync();
            await searching;
        }
    }

    /// <summary>Tells the nodes nearest to a torrent that we have it, and finds its peers on the way. Others forget it after half an hour: repeat it after 15 minutes.</summary>
    /// <param name="infoHash">The torrent.</param>
    /// <param name="announcement">What is announced.</param>
    /// <param name="cancellationToken">Ends it with what there is.</param>
    public async Task<AnnounceOutcome> AnnounceAsync(Sha1Hash infoHash, PeerAnnouncement announcement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(announcement);
        ArgumentOutOfRangeException.ThrowIfLessThan(announcement.Port, announcement.IsPortImplied ? 0 : 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(announcement.Port, ushort.MaxValue);
        await WhenReadyAsync(cancellationToken);
        var found = new FoundPeers();
        var reports = await SearchAsync(infoHash, done => new PeersGoal(announcement, found, done), found, cancellationToken);
        return new AnnounceOutcome(reports.Sum(static report => report.StoredOn), found.ToList(), reports.Sum(static report => report.Queries));
    }

    /// <summary>Counts a torrent's peers, about. BEP 33.</summary>
    public async Task<ScrapeOutcome> ScrapeAsync(Sha1Hash infoHash, CancellationToken cancellationToken)
    {
        await WhenReadyAsync(cancellationToken);
        var (seeds, peers, found) = (new ScrapeFilter(), new ScrapeFilter(), new FoundPeers());
        var reports = await SearchAsync(infoHash, done => new PeersGoal(null, found, done) { Scrape = (seeds, peers) }, found, cancellationToken);
        return new ScrapeOutcome(Round(seeds.Estimate()), Round(peers.Estimate()), reports.Sum(static report => report.Answers));
    }

    /// <summary>Gets an item that proves itself; of a mutable one the newest that was found. Null when there is none. BEP 44.</summary>
    /// <param name="target">Where it is: see <see cref="ItemText"/>.</param>
    /// <param name="salt">A mutable item's salt; empty for none.</param>
    /// <param name="cancellationToken">Ends it with what there is.</param>
    public async Task<KrpcItem?> GetAsync(NodeId target, ReadOnlyMemory<byte> salt, CancellationToken cancellationToken)
    {
        await WhenReadyAsync(cancellationToken);
        var goals = new List<ItemGoal>();
        await LookUpAsync(target, done => Keep(goals, new ItemGoal(target, salt, done)), cancellationToken);
        return goals.Select(static goal => goal.Found).OfType<KrpcItem>().MaxBy(static item => item.Sequence ?? 0);
    }

    /// <summary>Puts an immutable item. Others forget it after two hours: repeat it after one. BEP 44.</summary>
    /// <param name="value">The value as it is bencoded, 1000 bytes at most.</param>
    /// <param name="cancellationToken">Ends it with what there is.</param>
    public Task<PutOutcome> PutAsync(ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, KrpcLimits.MaxItem);
        var item = new KrpcItem { Value = value };
        return PutAsync(ItemText.TargetOf(value.Span), default, _ => item, null, cancellationToken);
    }

    /// <summary>Puts a mutable item, made from the one that is there. Others forget it after two hours: repeat it after one. BEP 44.</summary>
    /// <param name="key">Whose item.</param>
    /// <param name="salt">Which of his items, 64 bytes at most; empty for the one without salt.</param>
    /// <param name="value">The value as it is bencoded, 1000 bytes at most.</param>
    /// <param name="sequence">Its number; null for one more than the number that is found.</param>
    /// <param name="expectedSequence">Replace only this number (cas); null to replace any.</param>
    /// <param name="cancellationToken">Ends it with what there is.</param>
    public Task<PutOutcome> PutAsync(
        ItemKey key, ReadOnlyMemory<byte> salt, ReadOnlyMemory<byte> value, long? sequence, long? expectedSequence, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, KrpcLimits.MaxItem);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(salt.Length, KrpcLimits.MaxSalt);
        return PutAsync(
            ItemText.TargetOf(key.PublicKey.Span, salt.Span), salt, found => key.Sign(salt.Span, sequence ?? NextSequence(found), value), expectedSequence, cancellationToken);
    }

    /// <summary>Asks one node whether it is there; null when it does not answer in 6 s.</summary>
    public async Task<PingOutcome?> PingAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var began = _services.Time.GetTimestamp();
        var answer = await AskAsync(endPoint, static own => new KrpcQuery { Method = KrpcMethod.Ping, Id = own }, cancellationToken);
        return answer is null ? null : new PingOutcome(answer.Id, _services.Time.GetElapsedTime(began), NodeTrust.IsSecure(answer.Id, endPoint.Unmap().Address));
    }

    /// <summary>Asks one node for some of the info-hashes that it has peers for; null when it does not answer or does not know the question. BEP 51.</summary>
    public async Task<SampleOutcome?> SampleAsync(IPEndPoint endPoint, NodeId target, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(endPoint, own => new KrpcQuery { Method = KrpcMethod.SampleInfohashes, Id = own, Target = target }, cancellationToken);
        return answer?.Samples is null
            ? null
            : new SampleOutcome(answer.Samples, answer.SampleCount, TimeSpan.FromSeconds(answer.SampleInterval), [.. answer.Nodes ?? [], .. answer.Nodes6 ?? []]);
    }

    /// <summary>What it looks like now.</summary>
    public DhtSnapshot Snapshot()
    {
        lock (_lock)
        {
            return new DhtSnapshot
            {
                IPv4Nodes = Nodes.Where(static node => node.IsIPv4).Sum(static node => node.Table.Count),
                IPv6Nodes = Nodes.Where(static node => !node.IsIPv4).Sum(static node => node.Table.Count),
                HasJoined = Nodes.Any(static node => node.HasJoined),
                ExternalIPv4 = First(isIPv4: true)?.ExternalAddress,
                ExternalIPv6 = First(isIPv4: false)?.ExternalAddress,
                Lookups = Nodes.Sum(static node => node.LookupCount),
                Torrents = _stores.Peers.TorrentCount,
                Peers = _stores.Peers.PeerCount,
                Items = _stores.Items.Count,
                Received = Nodes.Sum(static node => node.Counters.Received),
                Dropped = Nodes.Sum(static node => node.Counters.Dropped),
                QueriesSent = Nodes.Sum(static node => node.Counters.QueriesSent),
                QueriesAnswered = Nodes.Sum(static node => node.Counters.QueriesAnswered),
                AnswersReceived = Nodes.Sum(static node => node.Counters.AnswersReceived),
            };
        }
    }

    /// <summary>What is worth remembering for the next run: our ids, and the nodes that have answered last.</summary>
    public DhtState Save()
    {
        lock (_lock)
        {
            return new DhtState
            {
                IPv4Id = First(isIPv4: true)?.Own,
                IPv6Id = First(isIPv4: false)?.Own,
                Nodes = [.. NodesToSave(isIPv4: true), .. NodesToSave(isIPv4: false)],
            };
        }
    }

    private static T Keep<T>(List<T> list, T one)
    {
        list.Add(one);
        return one;
    }

    private static int Round(double estimate) => double.IsFinite(estimate) ? (int)Math.Round(estimate) : int.MaxValue;

    private static long NextSequence(KrpcItem? found) => found?.Sequence is { } sequence && sequence < long.MaxValue ? sequence + 1 : 1;

    private SocketAttachment Attach(SharedDatagramSocket socket, DhtClock clock, NodeId? remembered)
    {
        var local = socket.LocalEndPoint.Address;
        var outlet = new DatagramOutlet(socket);
        var node = new SocketNode(local.IsIPv4(), FirstId(local, remembered), _stores, clock, _services, outlet.Send)
        {
            IsReadOnly = _options.IsReadOnly,
        };
        return new SocketAttachment(node, socket, outlet, _lock);
    }

    // A socket on an address of the internet knows what others will see. BEP 42.
    private NodeId FirstId(IPAddress local, NodeId? remembered)
    {
        if (AddressBlock.IsGuarded(local))
        {
            return remembered is { } id && SecureNodeId.IsValid(id, local) ? id : SecureNodeId.Create(local, _services.SecureRandom);
        }

        return remembered ?? NodeId.Random(_services.SecureRandom);
    }

    private SocketNode? First(bool isIPv4) => Array.Find(_attachments, attachment => attachment.Node.IsIPv4 == isIPv4)?.Node;

    private SocketNode? NodeFor(IPEndPoint endPoint)
    {
        var isIPv4 = endPoint.Address.IsIPv4();
        SocketNode[] ofFamily = [.. Nodes.Where(node => node.IsIPv4 == isIPv4)];
        return ofFamily.Length == 0 ? null : ofFamily[_turn++ % ofFamily.Length];
    }

    private IEnumerable<CompactNode> NodesToSave(bool isIPv4) => Nodes
        .Where(node => node.IsIPv4 == isIPv4)
        .SelectMany(static node => node.Table.Nodes)
        .Where(static node => !node.IsBad)
        .OrderByDescending(static node => node.LastAnswer)
        .Take(DhtLimits.MaxCachedNodes)
        .Select(static node => node.Compact);

    private async Task RunAsync(PeriodicTimer ticks)
    {
        do
        {
            Tick();
        }
        while (await ticks.WaitForNextTickAsync(CancellationToken.None));
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            foreach (var node in Nodes)
            {
                node.Tick();
            }

            _stores.Tick();
            ResolveRouters();
            if (_areRoutersResolved && _resolving.IsCompleted && Nodes.All(static node => node.HasJoined || !node.IsTryingToJoin))
            {
                _ready.TrySetResult();
            }
        }
    }

    private void ResolveRouters()
    {
        // Names that led nowhere, or to hosts that are gone, may lead somewhere later.
        var isDue = !_areRoutersResolved || (Nodes.All(static node => node.IsLonely) && _services.Time.GetElapsedTime(_resolvedAt) > ResolvePause);
        if (isDue && _resolving.IsCompleted)
        {
            _areRoutersResolved = true;
            _resolvedAt = _services.Time.GetTimestamp();
            _resolving = ResolveAsync([.. _routers]);
        }
    }

    private async Task ResolveAsync(DhtRouter[] routers)
    {
        try
        {
            await Task.WhenAll(routers.Select(ResolveAsync));
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private async Task ResolveAsync(DhtRouter router)
    {
        var addresses = await _services.Names.ResolveAsync(router.Host, _stop.Token);
        lock (_lock)
        {
            foreach (var address in addresses)
            {
                var endPoint = new IPEndPoint(address.Unmap(), router.Port);
                foreach (var node in Nodes)
                {
                    node.AddRouter(endPoint);
                }
            }
        }
    }

    private async Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _ready.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // What follows sees the token, and ends with what there is: nothing.
        }
    }

    private async Task<LookupReport[]> SearchAsync(
        Sha1Hash infoHash, Func<TaskCompletionSource<LookupReport>, ILookupGoal> goal, FoundPeers found, CancellationToken cancellationToken)
    {
        try
        {
            return await LookUpAsync(NodeId.Of(infoHash), goal, cancellationToken);
        }
        finally
        {
            found.Complete();
        }
    }

    /// <summary>Runs a look-up in each family.</summary>
    private async Task<LookupReport[]> LookUpAsync(
        NodeId target, Func<TaskCompletionSource<LookupReport>, ILookupGoal> goal, CancellationToken cancellationToken)
    {
        var (lookups, ends) = (new List<Lookup>(), new List<Task<LookupReport>>());
        lock (_lock)
        {
            if (_isDisposed || cancellationToken.IsCancellationRequested)
            {
                return [];
            }

            foreach (var family in Nodes.GroupBy(static node => node.IsIPv4))
            {
                // BEP 45: of several sockets one asks, in turn.
                SocketNode[] nodes = [.. family];
                var node = nodes[_turn++ % nodes.Length];
                var done = new TaskCompletionSource<LookupReport>(TaskCreationOptions.RunContinuationsAsynchronously);
                ends.Add(done.Task);
                var lookup = new Lookup(target, goal(done), node);
                lookups.Add(lookup);
                node.Start(lookup);
            }
        }

        using var registration = cancellationToken.UnsafeRegister(_ => Cancel(lookups), null);
        return await Task.WhenAll(ends);
    }

    private void Cancel(List<Lookup> lookups)
    {
        lock (_lock)
        {
            lookups.ForEach(static lookup => lookup.Cancel());
        }
    }

    private async Task<PutOutcome> PutAsync(
        NodeId target, ReadOnlyMemory<byte> salt, Func<KrpcItem?, KrpcItem> replace, long? expectedSequence, CancellationToken cancellationToken)
    {
        await WhenReadyAsync(cancellationToken);
        KrpcItem? put = null;
        var reports = await LookUpAsync(
            target,
            done => new ItemGoal(target, salt, done) { Replace = found => put = replace(found), ExpectedSequence = expectedSequence },
            cancellationToken);
        return new PutOutcome(target, put, reports.Sum(static report => report.StoredOn), reports.Select(static report => report.Refusal).FirstOrDefault(static refusal => refusal is not null));
    }

    private async Task<KrpcResponse?> AskAsync(IPEndPoint endPoint, Func<NodeId, KrpcQuery> query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        endPoint = endPoint.Unmap();
        var owner = new TaskQueryOwner();
        lock (_lock)
        {
            if (_isDisposed || NodeFor(endPoint) is not { } node || !node.TrySend(endPoint, null, query(node.Own), owner, null))
            {
                return null;
            }
        }

        using var registration = cancellationToken.UnsafeRegister(static state => ((TaskQueryOwner)state!).Abandon(), owner);
        return await owner.Answer;
    }
}
