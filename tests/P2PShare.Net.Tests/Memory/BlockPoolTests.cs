using P2PShare.Net.Memory;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Memory;

public sealed class BlockPoolTests
{
    private const int BlocksPerMebibyte = 64;

    [Fact]
    public void Lends_blocks_of_16_KiB_that_do_not_overlap()
    {
        var pool = new BlockPool(1 << 20);
        var leases = Enumerable.Range(0, 3 * BlocksPerMebibyte).Select(_ => pool.Rent()).ToArray();

        for (var i = 0; i < leases.Length; i++)
        {
            leases[i].Memory.Length.ShouldBe(BlockLease.Size);
            leases[i].Memory.Span.Fill((byte)i);
        }

        for (var i = 0; i < leases.Length; i++)
        {
            leases[i].Memory.Span.ContainsAnyExcept((byte)i).ShouldBeFalse();
        }
    }

    [Fact]
    public void Counts_what_is_lent_and_is_exhausted_at_the_budget()
    {
        IBlockPool pool = new BlockPool(2 * BlockLease.Size);
        var first = pool.Rent();
        pool.IsExhausted.ShouldBeFalse();

        var second = pool.Rent();
        pool.IsExhausted.ShouldBeTrue();
        var third = pool.Rent();
        pool.Lent.ShouldBe(3 * BlockLease.Size);

        third.Dispose();
        second.Dispose();
        pool.IsExhausted.ShouldBeFalse();
        first.Dispose();
        pool.Lent.ShouldBe(0);
    }

    [Fact]
    public void A_second_dispose_is_found()
    {
        var pool = new BlockPool(1 << 20);
        var lease = pool.Rent();
        lease.Dispose();

        Should.Throw<InvalidOperationException>(lease.Dispose);
        pool.Lent.ShouldBe(0);
    }

    [Fact]
    public void A_use_after_dispose_is_found()
    {
        var lease = new BlockPool(1 << 20).Rent();
        lease.Dispose();

        Should.Throw<ObjectDisposedException>(() => lease.Memory);
    }

    [Fact]
    public void Keeps_a_bounded_number_of_idle_slabs()
    {
        var pool = new BlockPool(1 << 20, maxIdleSlabs: 2);
        var leases = Enumerable.Range(0, 5 * BlocksPerMebibyte).Select(_ => pool.Rent()).ToArray();
        pool.Idle.ShouldBe(0);

        Array.ForEach(leases, lease => lease.Dispose());

        pool.Idle.ShouldBe(2 << 20);
    }

    [Fact]
    public void What_comes_and_goes_in_bursts_is_kept_until_it_was_not_needed_for_a_while()
    {
        var pool = new BlockPool(6 << 20, maxIdleSlabs: 2);
        Burst(5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var burst = new BlockLease[5 * BlocksPerMebibyte];
        var array = GC.GetAllocatedBytesForCurrentThread() - before;
        for (var round = 0; round < 3; round++)
        {
            Rent(burst);
            pool.Trim();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(array, "no slab was made anew");
        pool.Idle.ShouldBe(5 << 20);

        Burst(4);
        pool.Trim();
        pool.Idle.ShouldBe(5 << 20);
        Burst(1);
        pool.Trim();
        pool.Idle.ShouldBe(3 << 20, "four were idle all the while, of which two are kept for good");
        pool.Trim();
        pool.Idle.ShouldBe(2 << 20);

        void Burst(int slabs) => Rent(new BlockLease[slabs * BlocksPerMebibyte]);

        void Rent(BlockLease[] leases)
        {
            for (var i = 0; i < leases.Length; i++)
            {
                leases[i] = pool.Rent();
            }

            foreach (var lease in leases)
            {
                lease.Dispose();
            }
        }
    }

    [Fact]
    public void Fills_partly_lent_slabs_before_it_touches_idle_ones()
    {
        var pool = new BlockPool(1 << 20, maxIdleSlabs: 8);
        var leases = Enumerable.Range(0, 4 * BlocksPerMebibyte).Select(_ => pool.Rent()).ToArray();
        foreach (var lease in leases[1..])
        {
            lease.Dispose();
        }

        pool.Idle.ShouldBe(3 << 20);
        var more = Enumerable.Range(0, BlocksPerMebibyte - 1).Select(_ => pool.Rent()).ToArray();
        pool.Idle.ShouldBe(3 << 20);
        var next = pool.Rent();
        pool.Idle.ShouldBe(2 << 20);

        Array.ForEach([leases[0], next, .. more], lease => lease.Dispose());
        pool.Idle.ShouldBe(4 << 20);
        pool.Lent.ShouldBe(0);
    }

    [Fact]
    public void Serves_many_threads_and_never_lends_a_block_twice()
    {
        var pool = new BlockPool(1 << 20, maxIdleSlabs: 1);
        var clashes = 0;

        Parallel.For(0, 8, worker =>
        {
            var random = new Random(worker);
            var held = new List<BlockLease>();
            for (var i = 0; i < 5000; i++)
            {
                if (held.Count > 0 && random.Next(2) == 0)
                {
                    clashes += held[^1].Memory.Span.ContainsAnyExcept((byte)worker) ? 1 : 0;
                    held[^1].Dispose();
                    held.RemoveAt(held.Count - 1);
                }
                else
                {
                    held.Add(pool.Rent());
                    held[^1].Memory.Span.Fill((byte)worker);
                }
            }

            held.ForEach(lease => lease.Dispose());
        });

        clashes.ShouldBe(0);
        pool.Lent.ShouldBe(0);
        pool.Idle.ShouldBe(1 << 20);
    }

    [Fact]
    public void Refuses_a_budget_below_one_block() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BlockPool(BlockLease.Size - 1));
}
