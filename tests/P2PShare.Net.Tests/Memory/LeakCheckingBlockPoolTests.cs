using P2PShare.Net.Memory;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Memory;

public sealed class LeakCheckingBlockPoolTests
{
    [Fact]
    public void Names_the_number_of_leaked_blocks()
    {
        var pool = new LeakCheckingBlockPool();
        var leases = new[] { pool.Rent(), pool.Rent(), pool.Rent() };
        leases[0].Dispose();

        Should.Throw<InvalidOperationException>(pool.AssertNothingLent).Message.ShouldStartWith("2 blocks");

        leases[1].Dispose();
        leases[2].Dispose();
        pool.AssertNothingLent();
    }

    [Fact]
    public void Names_the_place_where_a_leaked_block_was_rented()
    {
        var pool = new LeakCheckingBlockPool(traces: true);
        pool.Rent();

        Should.Throw<InvalidOperationException>(pool.AssertNothingLent).Message
            .ShouldContain(nameof(Names_the_place_where_a_leaked_block_was_rented));
    }

    [Fact]
    public void Finds_a_second_dispose_and_a_use_after_dispose()
    {
        var lease = new LeakCheckingBlockPool().Rent();
        lease.Dispose();

        Should.Throw<InvalidOperationException>(lease.Dispose);
        Should.Throw<ObjectDisposedException>(() => lease.Memory);
    }

    [Fact]
    public void Finds_a_write_after_dispose()
    {
        var pool = new LeakCheckingBlockPool();
        var lease = pool.Rent();
        var memory = lease.Memory;
        lease.Dispose();
        memory.Span[BlockLease.Size - 1] = 1;

        Should.Throw<InvalidOperationException>(pool.AssertNothingLent).Message.ShouldContain("written to");
    }
}
