using System.Net;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Krpc;

/// <summary>What is written is read again, whatever it is; and bytes that nobody meant never do harm.</summary>
public sealed class KrpcRoundTripTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(200);

    private static readonly Gen<byte> AnyByte = Gen.Choose(0, 255).Select(static value => (byte)value);

    private static readonly Gen<NodeId> AnyId = AnyByte.ArrayOf(20).Select(static bytes => new NodeId(bytes));

    private static readonly Gen<byte[]> AnyToken = Gen.Choose(1, 20).SelectMany(static length => AnyByte.ArrayOf(length));

    private static readonly Gen<IPEndPoint> AnyIPv4 =
        from address in AnyByte.ArrayOf(4) from port in Gen.Choose(1, 65535) select new IPEndPoint(new IPAddress(address), port);

    private static readonly Gen<IPEndPoint> AnyIPv6 =
        from address in AnyByte.ArrayOf(16) from port in Gen.Choose(1, 65535) select new IPEndPoint(new IPAddress([0x20, .. address[1..]]), port);

    private static readonly Gen<KrpcItem> AnyItem =
        from text in Gen.Choose(0, 99)
        from key in AnyByte.ArrayOf(32)
        from signature in AnyByte.ArrayOf(64)
        from sequence in Gen.Choose(0, int.MaxValue)
        from isMutable in Gen.Elements(true, false)
        select isMutable
            ? new KrpcItem { Value = Number(text), Key = key, Signature = signature, Sequence = sequence }
            : new KrpcItem { Value = Number(text) };

    [Fact]
    public void A_query_is_read_as_it_was_written() => Prop.ForAll(Queries().ToArbitrary(), static message =>
    {
        var datagram = KrpcWriter.Write(message);

        KrpcReader.TryRead(datagram, out var read).ShouldBeTrue();

        read!.Fault.ShouldBeNull();
        read.IsReadOnly.ShouldBe(message.IsReadOnly);
        read.Query!.Method.ShouldBe(message.Query!.Method);
        read.Query.Target.ShouldBe(message.Query.Target);
        KrpcWriter.Write(read).ShouldBe(datagram);
    }).Check(Often);

    [Fact]
    public void A_response_is_read_as_it_was_written() => Prop.ForAll(Responses().ToArbitrary(), static message =>
    {
        var datagram = KrpcWriter.Write(message);

        KrpcReader.TryRead(datagram, out var read).ShouldBeTrue();

        read!.ExternalEndPoint.ShouldBe(message.ExternalEndPoint);
        read.Response!.Values.ShouldBe(message.Response!.Values);
        read.Response.Nodes.ShouldBe(message.Response.Nodes);
        read.Response.Nodes6.ShouldBe(message.Response.Nodes6);
        read.Response.Samples.ShouldBe(message.Response.Samples);
        KrpcWriter.Write(read).ShouldBe(datagram);
    }).Check(Often);

    [Fact]
    public void An_error_is_read_as_it_was_written() => Prop.ForAll<int>(static code =>
    {
        var datagram = KrpcWriter.Write(new KrpcMessage { TransactionId = new byte[] { 1 }, Error = new KrpcError(code, "no") });

        KrpcText.Describe(KrpcText.Read(datagram)).ShouldBe($"error {code} no");
    }).Check(Often);

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[]>(static bytes => KrpcText.Read(bytes)).Check(Often);

    [Fact]
    public void A_message_with_any_bytes_changed_is_read_or_refused() => Prop.ForAll(
        Gen.OneOf(Queries(), Responses()).ToArbitrary(),
        AnyByte.ArrayOf(8).ToArbitrary(),
        static (message, changes) =>
        {
            var datagram = KrpcWriter.Write(message);
            for (var i = 0; i + 1 < changes.Length; i += 2)
            {
                datagram[changes[i] * datagram.Length / 256] = changes[i + 1];
                if (KrpcText.Read(datagram) is { } read)
                {
                    read.TransactionId.Length.ShouldBeInRange(1, KrpcLimits.MaxTransactionId);
                    (read.Response?.Nodes?.Count ?? 0).ShouldBeLessThanOrEqualTo(KrpcLimits.MaxNodes);
                    (read.Response?.Values.Count ?? 0).ShouldBeLessThanOrEqualTo(KrpcLimits.MaxValues);
                }
            }

            for (var length = 0; length < datagram.Length; length += 7)
            {
                KrpcText.Read(datagram.AsMemory(0, length));
            }
        }).Check(Often);

    [Fact]
    public void Lists_are_read_up_to_their_limits()
    {
        var peer = new IPEndPoint(IPAddress.Parse("1.2.3.4"), 5);
        KrpcResponse Nodes(int count) => Read(new KrpcResponse { Id = default, Nodes = [.. Enumerable.Repeat(new CompactNode(default, peer), count)] });
        KrpcResponse Samples(int count) => Read(new KrpcResponse { Id = default, Samples = [.. Enumerable.Repeat(Sha1Hash.Of("x"u8), count)] });

        Nodes(KrpcLimits.MaxNodes).Nodes!.Count.ShouldBe(KrpcLimits.MaxNodes);
        Nodes(KrpcLimits.MaxNodes + 1).Nodes!.Count.ShouldBe(KrpcLimits.MaxNodes);
        Samples(KrpcLimits.MaxSamples).Samples!.Count.ShouldBe(KrpcLimits.MaxSamples);
        Samples(KrpcLimits.MaxSamples + 1).Samples!.Count.ShouldBe(KrpcLimits.MaxSamples);
    }

    [Theory]
    [InlineData(KrpcLimits.MaxDatagram, true)]
    [InlineData(KrpcLimits.MaxDatagram + 1, false)]
    public void A_datagram_is_read_up_to_its_limit(int length, bool isRead)
    {
        const string Around = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t1:x1:y1:q1:z:e";
        var filling = length - Around.Length - "1999".Length;

        (KrpcText.Read($"d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t1:x1:y1:q1:z{filling}:{new string('z', filling)}e") is not null).ShouldBe(isRead);
    }

    [Fact]
    public void Mixed_values_are_all_read_and_those_without_a_port_passed_over()
    {
        const string Body = "d1:rd2:id20:abcdefghij01234567896:valuesl6:\u0001\u0002\u0003\u0004\u0000\u00056:\u0001\u0002\u0003\u0004\u0000\u000018:abcdefghijklmnopqr5:shorti1eee1:t1:x1:y1:re";

        KrpcText.Describe(KrpcText.Read(Body)).ShouldBe("answer values 1.2.3.4:5 [6162:6364:6566:6768:696a:6b6c:6d6e:6f70]:29042");
    }

    private static KrpcResponse Read(KrpcResponse response) =>
        KrpcText.Read(KrpcWriter.Write(new KrpcMessage { TransactionId = new byte[] { 1 }, Response = response }))!.Response!;

    private static byte[] Number(int number) => System.Text.Encoding.ASCII.GetBytes($"i{number}e");

    private static Gen<KrpcMessage> Queries() =>
        from method in Gen.Elements(KrpcMethod.Ping, KrpcMethod.FindNode, KrpcMethod.GetPeers, KrpcMethod.AnnouncePeer, KrpcMethod.Get, KrpcMethod.Put, KrpcMethod.SampleInfohashes)
        from id in AnyId
        from target in AnyId
        from token in AnyToken
        from item in AnyItem
        from flag in Gen.Elements(true, false)
        from port in Gen.Choose(1, 65535)
        from want in Gen.Elements(KrpcFamilies.None, KrpcFamilies.IPv4, KrpcFamilies.IPv6, KrpcFamilies.IPv4 | KrpcFamilies.IPv6)
        select new KrpcMessage { TransactionId = token, IsReadOnly = flag, Query = Query(method, id, target, token, item, flag, port, want) };

    private static KrpcQuery Query(KrpcMethod method, NodeId id, NodeId target, byte[] token, KrpcItem item, bool flag, int port, KrpcFamilies want)
    {
        var query = new KrpcQuery { Method = method, Id = id, Want = want, Target = method is KrpcMethod.Ping or KrpcMethod.Put ? default : target };
        return method switch
        {
            KrpcMethod.GetPeers => query with { ExcludesSeeds = flag, WantsScrape = !flag },
            KrpcMethod.AnnouncePeer => query with { Token = token, Port = flag ? 0 : port, IsPortImplied = flag, IsSeed = flag },
            KrpcMethod.Get => query with { KnownSequence = flag ? port : null },
            KrpcMethod.Put => query with { Token = token, Item = item, Salt = item.IsMutable ? token : default, ExpectedSequence = item.IsMutable && flag ? port : null },
            _ => query,
        };
    }

    private static Gen<KrpcMessage> Responses() =>
        from id in AnyId
        from token in AnyToken
        from item in AnyItem
        from nodes in Nodes(AnyIPv4)
        from nodes6 in Nodes(AnyIPv6)
        from values in AnyIPv4.ListOf(9)
        from external in Gen.OneOf(AnyIPv4, AnyIPv6)
        from filter in AnyByte.ArrayOf(ScrapeFilter.Size)
        from has in Gen.Choose(0, 255)
        select new KrpcMessage
        {
            TransactionId = token,
            ExternalEndPoint = (has & 1) != 0 ? external : null,
            Version = token.AsMemory(0, Math.Min(4, token.Length)),
            Response = new KrpcResponse
            {
                Id = id,
                Token = (has & 2) != 0 ? token : default,
                Item = (has & 4) != 0 ? item : null,
                Nodes = (has & 8) != 0 ? nodes : null,
                Nodes6 = (has & 16) != 0 ? nodes6 : null,
                Values = (has & 32) != 0 ? [.. values] : [],
                Seeds = (has & 64) != 0 ? new ScrapeFilter(filter) : null,
                Peers = (has & 64) != 0 ? new ScrapeFilter(filter) : null,
                Samples = (has & 128) != 0 ? [id.ToHash()] : null,
                SampleCount = (has & 128) != 0 ? has : 0,
                SampleInterval = (has & 128) != 0 ? has : 0,
            },
        };

    private static Gen<List<CompactNode>> Nodes(Gen<IPEndPoint> endPoints) =>
        (from id in AnyId from endPoint in endPoints select new CompactNode(id, endPoint)).ListOf(8).Select(static nodes => nodes.ToList());
}
