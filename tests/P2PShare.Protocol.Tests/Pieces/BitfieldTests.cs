using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Pieces;

public class BitfieldTests
{
    [Fact]
    public void Behaves_as_a_set_of_indexes()
    {
        var cases =
            from length in Gen.Choose(1, 200)
            from steps in Gen.ListOf(Gen.Choose(-length, length - 1))
            select (length, steps);
        Prop.ForAll(cases.ToArbitrary(), one =>
        {
            var bitfield = new Bitfield(one.length);
            var model = new SortedSet<int>();
            // Below zero: clear.
            var changes = one.steps.Select(step => step < 0 ? bitfield.Clear(-step - 1) : bitfield.Set(step)).ToArray();
            changes.ShouldBe(one.steps.Select(step => step < 0 ? model.Remove(-step - 1) : model.Add(step)));

            Describes(bitfield, model);
            Bitfield.TryRead(bitfield.ToBytes(), one.length, out var read).ShouldBeTrue();
            Describes(read!, model);
            Describes(bitfield.Clone(), model);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    public void Is_full_with_its_spare_bits_clear_when_all_are_set(int length)
    {
        var bitfield = new Bitfield(length);
        bitfield.SetAll();
        Describes(bitfield, [.. Enumerable.Range(0, length)]);
        Bitfield.TryRead(bitfield.ToBytes(), length, out _).ShouldBeTrue();
        bitfield.ClearAll();
        Describes(bitfield, []);
    }

    [Fact]
    public void Has_the_highest_bit_of_the_first_byte_first()
    {
        var bitfield = new Bitfield(12);
        _ = bitfield.Set(0);
        _ = bitfield.Set(7);
        _ = bitfield.Set(11);
        bitfield.ToBytes().ShouldBe([0b1000_0001, 0b0001_0000]);
        bitfield.Words[0].ShouldBe(0x8110_0000_0000_0000);
    }

    [Theory]
    [InlineData(0, "", true)]
    [InlineData(0, "00", false)]
    [InlineData(1, "80", true)]
    [InlineData(1, "40", false)]
    [InlineData(1, "", false)]
    [InlineData(8, "ff", true)]
    [InlineData(8, "ff00", false)]
    [InlineData(9, "ff", false)]
    [InlineData(9, "ff80", true)]
    [InlineData(9, "ffc0", false)]
    [InlineData(9, "0001", false)]
    [InlineData(64, "ffffffffffffffff", true)]
    [InlineData(65, "000000000000000080", true)]
    [InlineData(65, "000000000000000001", false)]
    public void Is_read_only_from_the_right_number_of_bytes_without_spare_bits(int length, string wire, bool isRead) =>
        Bitfield.TryRead(Convert.FromHexString(wire), length, out _).ShouldBe(isRead);

    [Theory]
    [InlineData(-1)]
    [InlineData(70)]
    [InlineData(71)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void Has_no_index_outside_its_length(int index)
    {
        // 70 is inside the last word.
        var bitfield = new Bitfield(70);
        Should.Throw<ArgumentOutOfRangeException>(() => bitfield[index]);
        Should.Throw<ArgumentOutOfRangeException>(() => bitfield.Set(index));
        Should.Throw<ArgumentOutOfRangeException>(() => bitfield.Clear(index));
    }

    [Fact]
    public void Tells_whether_it_has_what_another_has_not()
    {
        var one = new Bitfield(100);
        var other = new Bitfield(100);
        one.HasAnyNotIn(other).ShouldBeFalse();
        _ = one.Set(99);
        one.HasAnyNotIn(other).ShouldBeTrue();
        other.HasAnyNotIn(one).ShouldBeFalse();
        _ = other.Set(99);
        _ = other.Set(3);
        one.HasAnyNotIn(other).ShouldBeFalse();
        other.HasAnyNotIn(one).ShouldBeTrue();
        Should.Throw<ArgumentOutOfRangeException>(() => one.HasAnyNotIn(new Bitfield(101)));
    }

    [Fact]
    public void A_clone_shares_nothing()
    {
        var bitfield = new Bitfield(10);
        var clone = bitfield.Clone();
        _ = bitfield.Set(5);
        clone.IsEmpty.ShouldBeTrue();
    }

    private static void Describes(Bitfield bitfield, SortedSet<int> model)
    {
        bitfield.Count.ShouldBe(model.Count);
        bitfield.IsEmpty.ShouldBe(model.Count == 0);
        bitfield.IsFull.ShouldBe(model.Count == bitfield.Length);
        var all = Enumerable.Range(0, bitfield.Length).ToArray();
        all.Where(index => bitfield[index]).ShouldBe(model);
        all.Select(bitfield.NextSet).ShouldBe(all.Select(index => NextIn(model, index)));
        var clear = new SortedSet<int>(all.Except(model));
        all.Select(bitfield.NextClear).ShouldBe(all.Select(index => NextIn(clear, index)));
        bitfield.NextSet(bitfield.Length).ShouldBe(-1);
        bitfield.NextClear(bitfield.Length).ShouldBe(-1);
    }

    private static int NextIn(SortedSet<int> set, int from) => set.GetViewBetween(from, int.MaxValue) is { Count: > 0 } rest ? rest.Min : -1;
}
