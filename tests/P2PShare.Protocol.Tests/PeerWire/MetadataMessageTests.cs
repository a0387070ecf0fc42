using System.Text;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public sealed class MetadataMessageTests
{
    [Theory]
    [InlineData(MetadataMessageKind.Request, "d8:msg_typei0e5:piecei7ee")]
    [InlineData(MetadataMessageKind.Reject, "d8:msg_typei2e5:piecei7ee")]
    public void Writes_what_BEP_9_prints(MetadataMessageKind kind, string expected)
    {
        var bytes = new MetadataMessage(kind, 7).ToBytes();

        Encoding.ASCII.GetString(bytes).ShouldBe(expected);
        MetadataMessage.TryRead(bytes, out var message, out var data).ShouldBeTrue();
        message.ShouldBe(new MetadataMessage(kind, 7));
        data.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Data_follows_the_dictionary()
    {
        var bytes = new MetadataMessage(MetadataMessageKind.Data, 1, 16_389).ToBytes("hello"u8);

        Encoding.ASCII.GetString(bytes).ShouldBe("d8:msg_typei1e5:piecei1e10:total_sizei16389eehello");
        MetadataMessage.TryRead(bytes, out var message, out var data).ShouldBeTrue();
        message.TotalSize.ShouldBe(16_389);
        data.ToArray().ShouldBe("hello"u8.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("i1e")]
    [InlineData("le")]
    [InlineData("d8:msg_typei0ee")]
    [InlineData("d5:piecei0ee")]
    [InlineData("d8:msg_typei0e5:piecei-1ee")]
    [InlineData("d8:msg_typei0e5:piecei2147483648ee")]
    [InlineData("d8:msg_typei0e5:piecei1099511627776ee")]
    [InlineData("d8:msg_type1:05:piecei0ee")]
    [InlineData("d1:addddddeeeee8:msg_typei0e5:piecei0ee")]
    public void Nonsense_is_refused(string payload) =>
        MetadataMessage.TryRead(Encoding.ASCII.GetBytes(payload), out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(4_294_967_296)]
    public void A_kind_of_tomorrow_is_told_apart_to_be_ignored(long kind)
    {
        MetadataMessage.TryRead(Encoding.ASCII.GetBytes($"d8:msg_typei{kind}e5:piecei0ee"), out var message, out _).ShouldBeTrue();
        message.Kind.ShouldBe(MetadataMessageKind.Unknown);
    }

    [VectorFact]
    public void Reads_what_others_wrote()
    {
        var rows = Vectors.Of("wire").ToDictionary(row => row.Id);
        Read("0963").ShouldBe((new MetadataMessage(MetadataMessageKind.Request, 0), 0));
        Read("0964").ShouldBe((new MetadataMessage(MetadataMessageKind.Data, 0, 34_256), 8));
        Read("0965").ShouldBe((new MetadataMessage(MetadataMessageKind.Data, 0), 0));
        Read("0966").ShouldBe((new MetadataMessage(MetadataMessageKind.Reject, 0), 0));

        (MetadataMessage Message, int Data) Read(string id)
        {
            MetadataMessage.TryRead(rows[id].File, out var message, out var data).ShouldBeTrue();
            return (message, data.Length);
        }
    }
}
