using System.Net;
using System.Text;
using P2PShare.Dht.Items;
using P2PShare.Dht.Lookups;
using P2PShare.Dht.Queries;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests;

/// <summary>How often and how much is answered, and which answers are believed.</summary>
public sealed class AnswerLimitTests
{
    private static readonly NodeId Torrent = NodeId.Of(Sha1Hash.Of("a torrent"u8));

    [Fact]
    public void All_together_are_answered_so_often_and_no_more()
    {
        var lone = new LoneNode();
        var ping = new KrpcQuery { Method = KrpcMethod.Ping, Id = Some.Id(1) };

        Enumerable.Range(0, DhtLimits.TotalQueriesPerSecond + 100).Count(i => lone.Ask(EndPoint(i), ping) is not null).ShouldBe(DhtLimits.TotalQueriesPerSecond);
    }

    [Fact]
    public void A_long_question_gets_no_longer_answer_than_any()
    {
        var lone = new LoneNode();
        Array.ForEach([.. Enumerable.Range(1, 400)], i => lone.Stores.Peers.Announce(Torrent, EndPoint(i), isSeed: false));
        var bytes = new byte[NodeId.Size];
        Torrent.CopyTo(bytes);
        var id = Encoding.Latin1.GetString(bytes);
        var question = Encoding.Latin1.GetBytes($"d1:ad2:id20:{id}9:info_hash20:{id}3:zzz400:{new string('z', 400)}e1:q9:get_peers1:t2:aa1:y1:qe");

        lone.Node.Receive(question, EndPoint(1));

        lone.Sent.Single().Datagram.Length.ShouldBeInRange(DhtLimits.MaxAnswer / 2, DhtLimits.MaxAnswer);
    }

    [Fact]
    public void An_item_leaves_room_for_so_many_nodes_as_fit_into_a_packet()
    {
        var (lone, other) = (new LoneNode(), new LoneNode(isIPv4: false));
        lone.Node.Sibling = other.Node;
        for (var i = 1; i <= 60; i++)
        {
            lone.Meet(Some.Id(i), EndPoint(i));
            other.Meet(Some.Id(i), new IPEndPoint(IPAddress.Parse($"2a00:{i:x}::1"), 6881));
        }

        var item = new KrpcItem { Value = Encoding.ASCII.GetBytes($"996:{new string('v', 996)}") };
        var target = ItemText.TargetOf(item.Value.Span);
        lone.Stores.Items.Put(target, item, expected: null, EndPoint(1).Address).ShouldBeNull();

        var answer = lone.Ask(EndPoint(100), new KrpcQuery { Method = KrpcMethod.Get, Id = Some.Id(1), Target = target, Want = KrpcFamilies.IPv4 | KrpcFamilies.IPv6 })!;

        answer.Response!.Item.ShouldNotBeNull();
        KrpcWriter.Write(answer).Length.ShouldBeLessThanOrEqualTo(DhtLimits.MaxItemAnswer);
    }

    [Fact]
    public void An_item_that_does_not_prove_itself_is_not_found()
    {
        var item = new KrpcItem { Value = "5:right"u8.ToArray() };
        var goal = new ItemGoal(ItemText.TargetOf(item.Value.Span), default, new TaskCompletionSource<LookupReport>());
        var from = new Candidate(Some.Id(1), EndPoint(1), 0);

        goal.Take(from, new KrpcResponse { Id = Some.Id(1), Item = new KrpcItem { Value = "5:wrong"u8.ToArray() } });
        goal.Found.ShouldBeNull();
        goal.Take(from, new KrpcResponse { Id = Some.Id(1), Item = item });
        goal.Found.ShouldBe(item);
    }

    [Fact]
    public void A_node_is_asked_only_in_the_scope_of_who_told_of_it()
    {
        var lone = new LoneNode();
        var near = IPEndPoint.Parse("192.168.1.1:6881");

        lone.Node.AddNode(near, AddressScope.Global);
        lone.Sent.ShouldBeEmpty();
        lone.Node.AddNode(near, AddressScope.Private);
        lone.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public void Nodes_of_the_other_family_are_heard_of_in_the_same_scope_and_no_more_of_them_than_can_be_asked()
    {
        var (lone, other) = (new LoneNode(), new LoneNode(isIPv4: false));
        lone.Node.Sibling = other.Node;
        Tell(lone, 1, "fd00::1", "::1");
        other.Pass(TimeSpan.FromSeconds(5));
        other.Sent.ShouldBeEmpty();

        for (var i = 1; i <= 20; i++)
        {
            Tell(lone, i, [.. Enumerable.Range(0, 8).Select(number => $"2a00:{i}:{number}::1")]);
        }

        other.Pass(TimeSpan.FromMinutes(1));
        other.Sent.Count.ShouldBe(DhtLimits.MaxNewcomers);
    }

    private static void Tell(LoneNode lone, int node, params string[] addresses)
    {
        lone.Sent.Clear();
        lone.Node.TryPing(EndPoint(node), Some.Id(node), NoOwner.Instance);
        CompactNode[] told = [.. addresses.Select((address, i) => new CompactNode(Some.Id((100 * node) + i), new IPEndPoint(IPAddress.Parse(address), 6881)))];
        lone.Answer(lone.TakeSent().Single().Message, EndPoint(node), Some.Id(node), answer => answer with { Nodes6 = told });
    }

    // An address in a /24 of its own.
    private static IPEndPoint EndPoint(int number) => new(new IPAddress([20, (byte)(number / 256), (byte)number, 1]), 6881);
}
