using FsCheck.Fluent;
using FsCheck;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Krpc;

public sealed class NodeIdTests
{
    [Fact]
    public void Distance_is_the_exclusive_or_of_the_bytes() => Prop.ForAll(Ids(), Ids(), static (one, other) =>
    {
        var bytes = Bytes(one).Zip(Bytes(other), static (left, right) => (byte)(left ^ right)).ToArray();

        (one ^ other).ShouldBe(new NodeId(bytes));
        one.CompareTo(other).ShouldBe(Math.Sign(Bytes(one).AsSpan().SequenceCompareTo(Bytes(other))));
        NodeId.Of(one.ToHash()).ShouldBe(one);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_diverging_id_shares_exactly_the_bits_it_is_told_to() => Prop.ForAll(Ids(), Ids(), Gen.Choose(0, 159).ToArbitrary(), static (one, rest, bits) =>
    {
        var result = one.Diverge(bits, rest);

        one.CommonBits(result).ShouldBe(bits);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_id_shares_all_bits_with_itself() => new NodeId(new byte[20]).CommonBits(default).ShouldBe(NodeId.Bits);

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(21)]
    public void An_id_has_twenty_bytes(int length) => Should.Throw<ArgumentOutOfRangeException>(() => new NodeId(new byte[length]));

    [Fact]
    public void A_hash_and_its_id_read_the_same()
    {
        var hash = Sha1Hash.Of("x"u8);

        NodeId.Of(hash).ToString().ShouldBe(hash.ToString());
    }

    private static Arbitrary<NodeId> Ids() => Gen.Choose(0, 255).ArrayOf(20).Select(static bytes => new NodeId([.. bytes.Select(static value => (byte)value)])).ToArbitrary();

    private static byte[] Bytes(NodeId id)
    {
        var bytes = new byte[NodeId.Size];
        id.CopyTo(bytes);
        return bytes;
    }
}
