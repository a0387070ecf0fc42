using BenchmarkDotNet.Attributes;
using P2PShare.Net.Memory;

namespace P2PShare.Benchmarks;

/// <summary>What it costs to rent a block and give it back, alone and with several threads at it.</summary>
[MemoryDiagnoser]
public class BlockPoolBenchmarks
{
    private const int Rounds = 10_000;

    private readonly BlockPool _pool = new(1 << 26);

    [Benchmark(OperationsPerInvoke = Rounds)]
    public void OneThread() => RentAndReturn();

    [Benchmark(OperationsPerInvoke = 4 * Rounds)]
    public void FourThreads() => Parallel.For(0, 4, _ => RentAndReturn());

    private void RentAndReturn()
    {
        for (var i = 0; i < Rounds; i++)
        {
            _pool.Rent().Dispose();
        }
    }
}
