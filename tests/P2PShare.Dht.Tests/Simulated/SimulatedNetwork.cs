using System.Net;
using P2PShare.Dht.Lookups;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Tests.Simulated;

/// <summary>
/// A DHT of thousands of the program's own nodes on one thread. Their tables are filled at once with what honest joining leads to, nodes by chance in
/// each bucket: ten thousand joins one after the other would only cost time. Everything after that goes by datagrams.
/// </summary>
internal sealed class SimulatedNetwork
{
    private readonly List<SimulatedNode> _nodes = [];
    private readonly DhtServices _services;
    private readonly HashSet<SimulatedNode> _busy = [];

    public SimulatedNetwork(int count, int seed)
    {
        Random = new Random(seed);
        Datagrams = new SimulatedDatagrams(Random);
        _services = new DhtServices { Time = Datagrams, Random = Random, SecureRandom = new SeededRandomNumbers(seed) };
        for (var i = 0; i < count; i++)
        {
            var endPoint = AnyEndPoint();
            _nodes.Add(new SimulatedNode(Datagrams, endPoint, SecureNodeId.Create(endPoint.Address, _services.SecureRandom), _services));
        }

        FillTables();
    }

    public Random Random { get; }

    public SimulatedDatagrams Datagrams { get; }

    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    public NodeId AnyId() => NodeId.Random(_services.SecureRandom);

    public IPEndPoint AnyEndPoint() => new(new IPAddress([(byte)Random.Next(11, 99), (byte)Random.Next(256), (byte)Random.Next(256), (byte)Random.Next(1, 255)]), Random.Next(1_024, 65_536));

    /// <summary>A node more, with nobody in its table.</summary>
    public SimulatedNode Add(NodeId id, IPEndPoint endPoint, bool isReadOnly = false)
    {
        var node = new SimulatedNode(Datagrams, endPoint, id, _services, isReadOnly);
        _nodes.Add(node);
        return node;
    }

    /// <summary>Looks up the peers of torrents, all at the same time, and announces where it is to.</summary>
    public IReadOnlyList<(IReadOnlyList<IPEndPoint> Found, LookupReport Report)> Search(
        IReadOnlyList<(SimulatedNode From, NodeId InfoHash)> searches, PeerAnnouncement? announcement = null)
    {
        var outcomes = searches.Select(static _ => (Found: new FoundPeers(), Done: new TaskCompletionSource<LookupReport>())).ToArray();
        for (var i = 0; i < searches.Count; i++)
        {
            var (from, infoHash) = searches[i];
            _busy.Add(from);
            from.Node.Start(new Lookup(infoHash, new PeersGoal(announcement, outcomes[i].Found, outcomes[i].Done), from.Node));
        }

        Datagrams.RunUntil(() => outcomes.All(static outcome => outcome.Done.Task.IsCompleted), Tick, TimeSpan.FromMinutes(3));
        _busy.Clear();
        return [.. outcomes.Select(static outcome => (outcome.Found.ToList(), outcome.Done.Task.Result))];
    }

    /// <summary>Lets time pass with all nodes ticking.</summary>
    public void Pass(TimeSpan time, Func<bool>? until = null) => Datagrams.RunUntil(until ?? (static () => false), TickAll, time);

    // Nodes that do nothing of their own need no tick: it would look at deadlines that are far.
    private void Tick()
    {
        foreach (var node in _busy)
        {
            node.Node.Tick();
        }
    }

    private void TickAll()
    {
        foreach (var node in _nodes)
        {
            node.Node.Tick();
        }
    }

    private void FillTables()
    {
        SimulatedNode[] sorted = [.. _nodes.OrderBy(static node => node.Node.Own)];
        foreach (var node in _nodes)
        {
            var (low, high) = (0, sorted.Length);
            for (var bit = 0; high - low > 1 && bit < NodeId.Bits; bit++)
            {
                // Those that share so many bits with us, cut in two by the next one.
                var middle = FirstWithBit(sorted, low, high, bit);
                var isUpper = middle < high && node.Node.Own >= sorted[middle].Node.Own;
                var (farLow, farHigh) = isUpper ? (low, middle) : (middle, high);
                (low, high) = isUpper ? (middle, high) : (low, middle);
                var full = node.Node.Table.Count + DhtLimits.BucketSize;
                for (var tries = 0; tries < 2 * DhtLimits.BucketSize && farHigh > farLow && node.Node.Table.Count < full; tries++)
                {
                    var other = sorted[Random.Next(farLow, farHigh)];
                    node.Node.Table.MarkAnswer(other.Node.Own, other.EndPoint);
                }
            }
        }
    }

    // All in the range share the first bits, so that the one in question splits it.
    private static int FirstWithBit(SimulatedNode[] sorted, int low, int high, int bit)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        while (low < high)
        {
            var middle = (low + high) / 2;
            sorted[middle].Node.Own.CopyTo(bytes);
            var isSet = (bytes[bit / 8] & (0x80 >> (bit % 8))) != 0;
            (low, high) = isSet ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
