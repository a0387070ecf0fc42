using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public class HandshakeTests
{
    private static readonly Handshake Example = new(
        new Sha1Hash([.. Enumerable.Range(1, 20).Select(i => (byte)i)]),
        PeerId.Create([.. Enumerable.Range(101, 12).Select(i => (byte)i)]),
        HandshakeFeatures.Extensions | HandshakeFeatures.Fast);

    [Fact]
    public void Is_laid_out_as_BEP_3_says()
    {
        var bytes = Written(Example);
        bytes[0].ShouldBe((byte)19);
        bytes[1..20].ShouldBe("BitTorrent protocol"u8.ToArray());
        bytes[28..48].ShouldBe(Enumerable.Range(1, 20).Select(i => (byte)i));
        bytes[48..56].ShouldBe("-P20100-"u8.ToArray());
        bytes[56..].ShouldBe(Enumerable.Range(101, 12).Select(i => (byte)i));
    }

    [Theory]
    [InlineData(HandshakeFeatures.None, "0000000000000000")]
    [InlineData(HandshakeFeatures.Dht, "0000000000000001")]
    [InlineData(HandshakeFeatures.Fast, "0000000000000004")]
    [InlineData(HandshakeFeatures.Extensions, "0000000000100000")]
    [InlineData(HandshakeFeatures.V2, "0000000000000010")]
    [InlineData(HandshakeFeatures.Dht | HandshakeFeatures.Fast | HandshakeFeatures.Extensions | HandshakeFeatures.V2, "0000000000100015")]
    public void Puts_each_feature_on_its_bit(HandshakeFeatures features, string reserved)
    {
        var bytes = Written(Example with { Features = features });
        Convert.ToHexStringLower(bytes[20..28]).ShouldBe(reserved);
        Handshake.TryRead(bytes, out var read).ShouldBeTrue();
        read.ShouldBe(Example with { Features = features });
    }

    [Fact]
    public void Ignores_reserved_bits_that_it_does_not_know()
    {
        var bytes = Written(Example);
        Array.Fill(bytes, (byte)0xff, 20, 8);
        Handshake.TryRead(bytes, out var read).ShouldBeTrue();
        read.Features.ShouldBe(HandshakeFeatures.Dht | HandshakeFeatures.Fast | HandshakeFeatures.Extensions | HandshakeFeatures.V2);
    }

    [Fact]
    public void Can_begin_with_each_prefix_of_a_handshake_and_with_no_other_byte()
    {
        var bytes = Written(Example);
        for (var count = 0; count <= bytes.Length; count++)
        {
            Handshake.CanBegin(bytes.AsSpan(0, count)).ShouldBeTrue();
        }

        for (var wrong = 0; wrong < 20; wrong++)
        {
            var other = Written(Example);
            other[wrong] ^= 1;
            Handshake.CanBegin(other.AsSpan(0, wrong + 1)).ShouldBeFalse();
            Handshake.TryRead(other, out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void Is_not_read_from_less_than_its_size() => Handshake.TryRead(Written(Example).AsSpan(0, 67), out _).ShouldBeFalse();

    [Fact]
    public void Clears_what_was_in_the_destination()
    {
        var bytes = Enumerable.Repeat((byte)0xff, Handshake.Size).ToArray();
        Example.Write(bytes);
        bytes.ShouldBe(Written(Example));
    }

    private static byte[] Written(Handshake handshake)
    {
        var bytes = new byte[Handshake.Size];
        handshake.Write(bytes);
        return bytes;
    }
}
