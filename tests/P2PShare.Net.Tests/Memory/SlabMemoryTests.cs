using P2PShare.Net.Memory;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Memory;

public sealed class SlabMemoryTests
{
    [Fact]
    public unsafe void Lies_at_a_multiple_of_its_size_so_that_one_page_can_hold_it()
    {
        using var owner = new SlabMemory();

        owner.Memory.Length.ShouldBe(SlabMemory.Size);
        using var pin = owner.Pin();
        ((nint)pin.Pointer % SlabMemory.Size).ShouldBe(0);
        using var inside = owner.Memory[16384..].Pin();
        ((nint)inside.Pointer).ShouldBe((nint)pin.Pointer + 16384);
    }

    [Fact]
    public void Holds_what_is_written()
    {
        using var owner = new SlabMemory();
        new Random(1).NextBytes(owner.Memory.Span);
        var copy = owner.Memory.ToArray();

        owner.Memory.Span.SequenceEqual(copy).ShouldBeTrue();
    }

    [Fact]
    public void Whoever_comes_too_late_is_told()
    {
        var owner = new SlabMemory();
        var memory = owner.Memory;

        ((IDisposable)owner).Dispose();
        ((IDisposable)owner).Dispose();

        Should.Throw<ObjectDisposedException>(() => memory.Span.Length);
        Should.Throw<ObjectDisposedException>(() => owner.Pin());
    }
}
