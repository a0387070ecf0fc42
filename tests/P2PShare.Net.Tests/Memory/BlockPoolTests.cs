using P2PShare.Net.Memory;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Memory;

public sealed class BlockPoolTests
{
    private const int SlabSize = 2 << 20;
    private const int BlocksPerSlab = SlabSize / BlockLease.Size;

    [Fact]
    public void Lends_blocks_of_16_KiB_that_do_not_overlap()
    {
        using var pool = new BlockPool(1 << 20);
        var leases = Enumerable.Range(0, 3 * BlocksPerSlab).Select(_ => pool.Rent()).ToArray();

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
        using IBlockPool pool = new BlockPool(2 * BlockLease.Size);
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
        using var pool = new BlockPool(1 << 20);
        var lease = pool.Rent();
        lease.Dispose();

        Should.Throw<InvalidOperationException>(lease.Dispose);
        pool.Lent.ShouldBe(0);
    }

    [Fact]
    public void A_use_after_dispose_is_found()
    {
        using var pool = new BlockPool(1 << 20);
        var lease = pool.Rent();
        lease.Dispose();

        Should.Throw<ObjectDisposedException>(() => lease.Memory);
    }

    [Fact]
    public void Gives_up_slabs_of_which_nobody_was_lent_a_block_for_a_while()
    {
        using var pool = new BlockPool(1 << 20);
        var leases = Enumerable.Range(0, 5 * BlocksPerSlab).Select(_ => pool.Rent()).ToArray();
        Array.ForEach(leases, lease => lease.Dispose());
        pool.Idle.ShouldBe(5 * SlabSize);

        pool.Trim();
        pool.Idle.ShouldBe(5 * SlabSize);

        Array.ForEach([.. Enumerable.Range(0, 2 * BlocksPerSlab).Select(_ => pool.Rent())], lease => lease.Dispose());
        pool.Trim();
        pool.Idle.ShouldBe(2 * SlabSize);

        pool.Trim();
        pool.Idle.ShouldBe(0);
    }

    [Fact]
    public void Fills_partly_lent_slabs_before_it_touches_idle_ones()
    {
        using var pool = new BlockPool(1 << 20);
        var leases = Enumerable.Range(0, 4 * BlocksPerSlab).Select(_ => pool.Rent()).ToArray();
        foreach (var lease in leases[1..])
        {
            lease.Dispose();
        }

        pool.Idle.ShouldBe(3 * SlabSize);
        var more = Enumerable.Range(0, BlocksPerSlab - 1).Select(_ => pool.Rent()).ToArray();
        pool.Idle.ShouldBe(3 * SlabSize);
        var next = pool.Rent();
        pool.Idle.ShouldBe(2 * SlabSize);

        Array.ForEach([leases[0], next, .. more], lease => lease.Dispose());
        pool.Idle.ShouldBe(4 * SlabSize);
        pool.Lent.ShouldBe(0);
    }

    [Fact]
    public void Serves_many_threads_and_never_lends_a_block_twice()
    {
        using var pool = new BlockPool(1 << 20);
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
    }

    [Fact]
    public void Takes_away_nothing_that_is_lent_when_it_ends()
    {
        var pool = new BlockPool(1 << 20);
        var leases = Enumerable.Range(0, 2 * BlocksPerSlab).Select(_ => pool.Rent()).ToArray();
        Array.ForEach(leases[BlocksPerSlab..], lease => lease.Dispose());

        pool.Dispose();

        pool.Idle.ShouldBe(0);
        leases[0].Memory.Span.Fill(1);
        leases[0].Memory.Span.ContainsAnyExcept((byte)1).ShouldBeFalse();
        Array.ForEach(leases[..BlocksPerSlab], lease => lease.Dispose());
        pool.Dispose();
        pool.Idle.ShouldBe(0);
    }

    [Fact]
    public void Refuses_a_budget_below_one_block() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new BlockPool(BlockLease.Size - 1));
}
