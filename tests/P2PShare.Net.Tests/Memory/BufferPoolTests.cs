using P2PShare.Net.Memory;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Memory;

public sealed class BufferPoolTests
{
    [Fact]
    public void Lends_buffers_of_its_size_and_uses_them_again()
    {
        var pool = new BufferPool(5000, maxIdle: 1);
        var first = pool.Rent();
        first.Memory.Length.ShouldBe(5000);
        first.Dispose();

        pool.Rent().ShouldBeSameAs(first);
        pool.Rent().ShouldNotBeSameAs(first);
    }

    [Fact]
    public void Keeps_a_bounded_number_of_idle_buffers()
    {
        var pool = new BufferPool(100, maxIdle: 2);
        var lent = new[] { pool.Rent(), pool.Rent(), pool.Rent() };
        Array.ForEach(lent, buffer => buffer.Dispose());

        var again = new[] { pool.Rent(), pool.Rent(), pool.Rent() };

        again.Count(lent.Contains).ShouldBe(2);
    }

    [Fact]
    public void A_second_dispose_and_a_use_after_dispose_are_found()
    {
        var buffer = new BufferPool(100).Rent();
        buffer.Dispose();

        Should.Throw<InvalidOperationException>(buffer.Dispose);
        Should.Throw<ObjectDisposedException>(() => buffer.Memory);
    }
}
