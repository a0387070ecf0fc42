using System.Net;
using System.Text;
using P2PShare.Protocol.Krpc;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests;

/// <summary>Alone, when the others are done: memory is measured of the whole process.</summary>
[CollectionDefinition(nameof(FloodTests), DisableParallelization = true)]
[Collection(nameof(FloodTests))]
public sealed class FloodTests
{
    private const int Datagrams = 100_000;
    private static readonly IPEndPoint Friend = IPEndPoint.Parse("1.2.3.4:6881");

    [Fact]
    public void A_minute_of_garbage_leaves_a_node_answering_and_its_memory_bounded()
    {
        var lone = new LoneNode();
        var random = new Random(5);
        lone.Meet(Some.Id(1), Friend);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        for (var i = 0; i < Datagrams; i++)
        {
            lone.Node.Receive(AnyDatagram(random), AnySender(random));
            if (i % 1_000 == 0)
            {
                // A minute in all.
                lone.Pass(TimeSpan.FromSeconds(0.5));
                lone.Sent.Clear();
            }
        }

        lone.Pass(TimeSpan.FromSeconds(1));
        lone.Ask(Friend, new KrpcQuery { Method = KrpcMethod.Ping, Id = Some.Id(1) }).ShouldNotBeNull();
        lone.Node.PendingCount.ShouldBeLessThanOrEqualTo(DhtLimits.MaxPending);
        lone.Stores.Peers.PeerCount.ShouldBe(0);
        lone.Node.Table.Count.ShouldBe(1);
        lone.Sent.Clear();
        lone.Sent.Capacity = 0;
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4 << 20);
    }

    private static IPEndPoint AnySender(Random random) => new(new IPAddress(random.NextInt64(1, uint.MaxValue)), random.Next(65_536));

    // A third noise, a third messages with bytes changed, a third messages that nobody asked for.
    private static byte[] AnyDatagram(Random random)
    {
        var bytes = new byte[random.Next(1_500)];
        random.NextBytes(bytes);
        switch (random.Next(3))
        {
            case 0:
                return bytes;
            case 1:
                var query = Encoding.Latin1.GetBytes("d1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe");
                for (var i = 0; i < 3; i++)
                {
                    query[random.Next(query.Length)] = (byte)random.Next(256);
                }

                return query;
            default:
                return KrpcWriter.Write(new KrpcMessage
                {
                    TransactionId = BitConverter.GetBytes(random.Next()),
                    Response = new KrpcResponse { Id = Some.Id(random.Next()), Token = new byte[20], Nodes = [new CompactNode(Some.Id(random.Next()), Friend)] },
                });
        }
    }
}
