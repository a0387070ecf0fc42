using System.Net;
using System.Security.Cryptography;
using P2PShare.Dht.Defence;
using P2PShare.Dht.Lookups;
using P2PShare.Dht.Queries;
using P2PShare.Dht.Routing;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht;

/// <summary>
/// The node of one socket: its id, its table, its queries and look-ups. Does no I/O and keeps no time of its own: datagrams and ticks are brought to it,
/// and it hands datagrams out. Not thread-safe: its owner holds a lock. BEP 5; one for each family by BEP 32, one for each address by BEP 45.
/// </summary>
internal sealed class SocketNode : ILookupNetwork
{
    // "P2" and a number: BEP 20 has no rule for the latter.
    private static readonly byte[] Version = "P2\0\u0001"u8.ToArray();

    // With fewer nodes than this, routers are asked again.
    private const int Lonely = 4;

    private const int PingsOfTick = 4;

    private static readonly TimeSpan FirstJoinPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestJoinPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OutageAfter = TimeSpan.FromSeconds(30);

    private readonly DhtClock _clock;
    private readonly SendDatagram _send;
    private readonly NodeStores _stores;
    private readonly RandomNumberGenerator _secureRandom;
    private readonly PendingQueries _pending;
    private readonly LookupQueue _lookups = new();
    private readonly Queue<(NodeId Id, IPEndPoint EndPoint)> _newcomers = new();
    private readonly ExternalAddressVotes _votes = new();
    private readonly HashSet<IPEndPoint> _routers = [];

    private bool _isJoining;
    private bool _hasTriedToJoin;
    private bool _isRefreshing;
    private TimeSpan _joinAt = TimeSpan.Zero;
    private TimeSpan _joinPause = FirstJoinPause;
    private TimeSpan? _lastAnswer;

    /// <summary>Makes the node of one socket.</summary>
    /// <param name="isIPv4">The socket's family.</param>
    /// <param name="id">Its id; replaced once the external address is known and the id does not follow from it.</param>
    /// <param name="stores">What the sockets of one node share.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="services">Chance that nobody can guess.</param>
    /// <param name="send">Sends.</param>
    public SocketNode(bool isIPv4, NodeId id, NodeStores stores, DhtClock clock, DhtServices services, SendDatagram send)
    {
        IsIPv4 = isIPv4;
        _stores = stores;
        _clock = clock;
        _secureRandom = services.SecureRandom;
        _send = send;
        _pending = new PendingQueries(clock, _secureRandom);
        Table = new RoutingTable(id, clock);
    }

    public RoutingTable Table { get; private set; }

    public NodeId Own => Table.Own;

    public bool IsIPv4 { get; }

    public TimeSpan Now => _clock.Now;

    /// <summary>Whether it only asks and never answers. BEP 43.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The node of the other family, which hears of nodes that this one is told of. BEP 32.</summary>
    public SocketNode? Sibling { get; set; }

    public IPAddress? ExternalAddress => _votes.Address;

    public NodeCounters Counters { get; } = new();

    public int PendingCount => _pending.Count;

    public int LookupCount => _lookups.Running;

    /// <summary>Whether the look-up for our own id has found anybody.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>Whether it may still join soon: somebody is being asked, or can be and has not been yet.</summary>
    public bool IsTryingToJoin => _isJoining || (!_hasTriedToJoin && (_routers.Count > 0 || Table.Count > 0 || _pending.Count > 0));

    /// <summary>Whether it has too few nodes, so that the routers' names are worth resolving.</summary>
    public bool IsLonely => Table.Count < Lonely;

    /// <summary>Adds a host to join by, of which only the address is known.</summary>
    public void AddRouter(IPEndPoint endPoint)
    {
        if (endPoint.Address.IsIPv4() == IsIPv4 && AddressScopes.Of(endPoint) != AddressScope.Unusable && _routers.Add(endPoint))
        {
            // At once, whatever the pause is.
            _joinAt = _clock.Now;
        }
    }

    /// <summary>Asks a node whether it is there, and remembers it if it is. For nodes of peers, torrents, the user or the cache.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="teller">The scope of who told of it.</param>
    /// <param name="id">Its id, where that is known.</param>
    public void AddNode(IPEndPoint endPoint, AddressScope teller, NodeId? id = null)
    {
        if (endPoint.Address.IsIPv4() == IsIPv4 && AddressScopes.Believes(teller, endPoint))
        {
            TryPing(endPoint, id, NoOwner.Instance);
        }
    }

    public bool TryPing(IPEndPoint endPoint, NodeId? id, IQueryOwner owner) =>
        TrySend(endPoint, id, new KrpcQuery { Method = KrpcMethod.Ping, Id = Own }, owner, null);

    /// <summary>Begins a look-up, or lets it wait until others are over.</summary>
    public void Start(Lookup lookup) => Start(lookup, isUrgent: false);

    private void Start(Lookup lookup, bool isUrgent)
    {
        if (!_lookups.TryAdd(lookup, isUrgent))
        {
            lookup.Cancel();
            return;
        }

        StartWaiting();
    }

    /// <summary>A datagram has come.</summary>
    public void Receive(ReadOnlyMemory<byte> datagram, IPEndPoint sender)
    {
        Counters.Received++;
        if (sender.Address.IsIPv4() != IsIPv4 || !NodeTrust.IsReachable(sender) || !KrpcReader.TryRead(datagram, out var message))
        {
            Counters.Dropped++;
        }
        else if (message.Response is not null || message.Error is not null)
        {
            TakeAnswer(message, sender);
        }
        else
        {
            TakeQuery(message, sender, datagram.Length);
        }
    }

    /// <summary>Looks at all deadlines.</summary>
    public void Tick()
    {
        while (_pending.TakeSlow() is { } slow)
        {
            slow.Owner.OnSlow(slow);
        }

        while (_pending.TakeFailed() is { } failed)
        {
            Fail(failed, null);
        }

        _lookups.Tick();
        StartWaiting();
        Join();
        Refresh();
        PingSome();
    }

    public bool MayAsk(CompactNode node) => node.Id != Own && node.EndPoint.Address.IsIPv4() == IsIPv4;

    public bool TrySend(IPEndPoint destination, NodeId? expectedId, KrpcQuery query, IQueryOwner owner, object? candidate)
    {
        if (_pending.IsFull || !NodeTrust.IsReachable(destination))
        {
            return false;
        }

        var pending = _pending.Add(destination, expectedId, owner, candidate);
        var transactionId = new byte[sizeof(uint)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(transactionId, pending.TransactionId);
        Counters.QueriesSent++;
        _send(KrpcWriter.Write(new KrpcMessage { TransactionId = transactionId, Version = Version, IsReadOnly = IsReadOnly, Query = query }), destination);
        return true;
    }

    public void OnEnd(Lookup lookup) => _lookups.Remove(lookup);

    /// <summary>Ends everything that waits.</summary>
    public void Stop()
    {
        _lookups.CancelAll();
        foreach (var query in _pending.TakeAll())
        {
            query.Owner.OnFailure(query, null);
        }
    }

    private void TakeAnswer(KrpcMessage message, IPEndPoint sender)
    {
        if (_pending.Take(message.TransactionId.Span, sender) is not { } query)
        {
            Counters.Unasked++;
            return;
        }

        _lastAnswer = _clock.Now;
        if (message.ExternalEndPoint is { } external && _votes.Add(sender.Address, external.Address))
        {
            FollowAddress(_votes.Address!);
        }

        if (message.Response is not { } answer)
        {
            query.Owner.OnFailure(query, message.Error);
            return;
        }

        if (query.ExpectedId is { } expected && expected != answer.Id)
        {
            // Whoever is somebody else for each asker belongs in no table. BEP 45.
            Table.Forget(expected, sender);
            query.Owner.OnFailure(query, null);
            return;
        }

        Counters.AnswersReceived++;
        Table.MarkAnswer(answer.Id, sender);
        TellSibling(answer, sender);
        query.Owner.OnAnswer(query, answer);
    }

    private void TakeQuery(KrpcMessage message, IPEndPoint sender, int length)
    {
        if (IsReadOnly || !_stores.Rates.TryTake(sender.Address))
        {
            Counters.Dropped++;
            return;
        }

        var limit = Math.Min(DhtLimits.MaxAnswer, length * DhtLimits.MaxAmplification);
        var (response, error) = message.Query is { } query
            ? _stores.Answerer.Answer(query, sender, Table, Sibling?.Table, limit)
            : (null, message.Fault);
        Counters.QueriesAnswered++;
        _send(
            KrpcWriter.Write(new KrpcMessage
            {
                TransactionId = message.TransactionId,
                Version = Version,
                ExternalEndPoint = sender,
                Response = response,
                Error = error,
            }),
            sender);

        if (message is { Query: { } asked, IsReadOnly: false } && asked.Id != Own
            && !Table.IsKnownOrUseless(asked.Id, sender) && _newcomers.Count < DhtLimits.MaxNewcomers)
        {
            _newcomers.Enqueue((asked.Id, sender));
        }
    }

    private void Fail(PendingQuery query, KrpcError? error)
    {
        // When nobody answers it is our line that is down, and the nodes are not to blame.
        if (query.ExpectedId is { } id && _lastAnswer is { } last && _clock.Now - last < OutageAfter)
        {
            Table.MarkFailure(id, query.Destination);
        }

        query.Owner.OnFailure(query, error);
    }

    private void FollowAddress(IPAddress external)
    {
        if (SecureNodeId.IsValid(Own, external))
        {
            return;
        }

        var former = Table;
        Table = new RoutingTable(SecureNodeId.Create(external, _secureRandom), _clock);
        foreach (var node in former.Nodes)
        {
            Table.MarkAnswer(node.Id, node.EndPoint);
        }

        _joinAt = _clock.Now;
        _joinPause = FirstJoinPause;
        HasJoined = false;
    }

    private void TellSibling(KrpcResponse answer, IPEndPoint sender)
    {
        if (Sibling is not { IsLonely: true } sibling)
        {
            return;
        }

        foreach (var node in (IsIPv4 ? answer.Nodes6 : answer.Nodes) ?? [])
        {
            sibling.Hear(node, AddressScopes.Of(sender));
        }
    }

    private void Hear(CompactNode node, AddressScope teller)
    {
        if (MayAsk(node) && AddressScopes.Believes(teller, node.EndPoint) && _newcomers.Count < DhtLimits.MaxNewcomers)
        {
            _newcomers.Enqueue((node.Id, node.EndPoint));
        }
    }

    private void Join()
    {
        if (_isJoining || (HasJoined && !IsLonely) || _clock.Now < _joinAt || (_routers.Count == 0 && Table.Count == 0))
        {
            return;
        }

        _isJoining = true;
        _joinPause = TimeSpan.FromTicks(Math.Min(LongestJoinPause.Ticks, 2 * _joinPause.Ticks));
        _joinAt = _clock.Now + _joinPause;
        var lookup = new Lookup(Own, new FindNodesGoal(WantedFamilies(), OnJoined), this);
        foreach (var router in _routers)
        {
            lookup.Candidates.AddRouter(router);
        }

        Start(lookup, isUrgent: true);
    }

    private void OnJoined(LookupReport report)
    {
        _isJoining = false;
        _hasTriedToJoin = true;
        HasJoined |= report.Answers > 0;
    }

    private KrpcFamilies WantedFamilies() =>
        Sibling is { IsLonely: true } ? KrpcFamilies.IPv4 | KrpcFamilies.IPv6 : KrpcFamilies.None;

    private void Refresh()
    {
        if (_isRefreshing || !HasJoined || Table.FindStale(NodeId.Random(_secureRandom)) is not { } target)
        {
            return;
        }

        _isRefreshing = true;
        Start(new Lookup(target, new FindNodesGoal(WantedFamilies(), _ => _isRefreshing = false), this), isUrgent: true);
    }

    private void PingSome()
    {
        for (var i = 0; i < PingsOfTick && _newcomers.TryDequeue(out var newcomer); i++)
        {
            TryPing(newcomer.EndPoint, newcomer.Id, NoOwner.Instance);
        }

        if (Table.FindQuestionable() is { } node)
        {
            TryPing(node.EndPoint, node.Id, NoOwner.Instance);
        }
    }

    private void StartWaiting()
    {
        while (_lookups.TakeNext() is { } lookup)
        {
            foreach (var node in Table.Nearest(lookup.Target, 2 * DhtLimits.BucketSize, onlyGood: false))
            {
                lookup.Candidates.Add(node.Compact, AddressScope.Loopback, 0);
            }

            if (IsLonely)
            {
                foreach (var router in _routers)
                {
                    lookup.Candidates.AddRouter(router);
                }
            }

            lookup.Start();
        }
    }
}
