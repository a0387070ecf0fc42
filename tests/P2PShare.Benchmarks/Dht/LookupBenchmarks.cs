using BenchmarkDotNet.Attributes;
using P2PShare.Dht.Tests.Simulated;

namespace P2PShare.Benchmarks.Dht;

/// <summary>
/// Look-ups in a simulated DHT, a hundred at a time: what they cost this machine, and, printed at the end, what they cost the network. Both must grow
/// with the logarithm of the number of nodes. The largest takes about 4 GB.
/// </summary>
[MemoryDiagnoser]
[WarmupCount(1)]
[IterationCount(5)]
[InvocationCount(1)]
public class LookupBenchmarks
{
    private const int LookUps = 100;

    private SimulatedNetwork _network = null!;
    private long _hops;
    private long _queries;
    private long _done;

    /// <summary>How many nodes there are.</summary>
    [Params(1_000, 10_000, 100_000)]
    public int Nodes { get; set; }

    /// <summary>Fills all tables.</summary>
    [GlobalSetup]
    public void Fill() => _network = new SimulatedNetwork(Nodes, seed: 3);

    /// <summary>The nodes nearest to random targets.</summary>
    [Benchmark(OperationsPerInvoke = LookUps)]
    public int LookUp()
    {
        var outcomes = _network.Search([.. Enumerable.Range(0, LookUps).Select(_ => (_network.Nodes[_network.Random.Next(Nodes)], _network.AnyId()))]);
        _done += outcomes.Count;
        _hops += outcomes.Sum(static outcome => outcome.Report.Hops);
        _queries += outcomes.Sum(static outcome => outcome.Report.Queries);
        return outcomes.Count;
    }

    /// <summary>Prints what the network saw.</summary>
    [GlobalCleanup]
    public void Print() => Console.WriteLine($"{Nodes} nodes: {_hops / (double)_done:0.0} hops, {_queries / (double)_done:0.0} queries a look-up");
}
