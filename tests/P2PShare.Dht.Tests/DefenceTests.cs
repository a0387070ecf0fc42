using System.Net;
using System.Text;
using P2PShare.Dht.Lookups;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests;

/// <summary>What has been done to nodes of the DHT, and does nothing to this one. Each fails when its defence is taken out.</summary>
public sealed class DefenceTests
{
    private static readonly IPEndPoint Stranger = IPEndPoint.Parse("1.2.3.4:6881");
    private static readonly IPEndPoint Other = IPEndPoint.Parse("5.6.7.8:6881");
    private static readonly NodeId Torrent = NodeId.Of(Sha1Hash.Of("a torrent"u8));

    // Poisoning.
    [Fact]
    public void An_answer_that_nobody_asked_for_changes_nothing()
    {
        var lone = new LoneNode();

        lone.Answer(new KrpcMessage { TransactionId = new byte[] { 1, 2, 3, 4 } }, Stranger, Some.Id(1));

        lone.Node.Table.Count.ShouldBe(0);
        lone.Node.Counters.Unasked.ShouldBe(1);
    }

    [Fact]
    public void An_answer_counts_only_from_where_the_question_went_and_with_its_transaction()
    {
        var lone = new LoneNode();
        lone.Node.TryPing(Stranger, Some.Id(1), P2PShare.Dht.Queries.NoOwner.Instance);
        var query = lone.TakeSent().Single().Message;
        var wrong = query with { TransactionId = (byte[])[(byte)~query.TransactionId.Span[0], .. query.TransactionId.Span[1..]] };

        lone.Answer(query, Other, Some.Id(1));
        lone.Answer(query, new IPEndPoint(Stranger.Address, Stranger.Port + 1), Some.Id(1));
        lone.Answer(wrong, Stranger, Some.Id(1));
        lone.Node.Table.Count.ShouldBe(0);

        lone.Answer(query, Stranger, Some.Id(1));
        lone.Answer(query, Stranger, Some.Id(2));
        lone.Node.Table.Nodes.Single().Id.ShouldBe(Some.Id(1));
    }

    [Fact]
    public void Transaction_ids_cannot_be_foreseen()
    {
        var lone = new LoneNode();
        for (var i = 0; i < 100; i++)
        {
            lone.Node.TryPing(Stranger, null, P2PShare.Dht.Queries.NoOwner.Instance);
        }

        var ids = lone.TakeSent().Select(static sent => BitConverter.ToInt32(sent.Message.TransactionId.Span)).ToArray();
        ids.Distinct().Count().ShouldBe(100);
        ids.Zip(ids.Skip(1), static (one, next) => next - one).Distinct().Count().ShouldBeGreaterThan(90);
    }

    [Fact]
    public void A_node_that_answers_as_somebody_else_is_not_believed_and_loses_its_place()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), Stranger);
        lone.Node.TryPing(Stranger, Some.Id(1), P2PShare.Dht.Queries.NoOwner.Instance);

        lone.Answer(lone.TakeSent().Single().Message, Stranger, Some.Id(2));

        lone.Node.Table.Count.ShouldBe(0);
    }

    // Sybils.
    [Fact]
    public void One_address_has_one_place_in_the_table_whatever_ids_it_claims()
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 50; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(Stranger.Address, 2_000 + i));
        }

        lone.Node.Table.Count.ShouldBe(1);
    }

    [Fact]
    public void One_network_has_one_place_in_a_bucket()
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 50; i++)
        {
            // All in the farthest bucket.
            lone.Meet(lone.Node.Own.Diverge(0, Some.Id(i)), new IPEndPoint(new IPAddress([1, 2, 3, (byte)i]), 6881));
        }

        lone.Node.Table.Count.ShouldBe(1);
        var six = new LoneNode(isIPv4: false);
        for (var i = 1; i <= 50; i++)
        {
            six.Meet(six.Node.Own.Diverge(0, Some.Id(i)), IPEndPoint.Parse($"[2001:db8:1:2::{i}]:6881"));
        }

        six.Node.Table.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("192.168.1.2")]
    public void On_this_machine_and_network_many_nodes_may_share_an_address(string address)
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 8; i++)
        {
            lone.Meet(lone.Node.Own.Diverge(0, Some.Id(i)), new IPEndPoint(IPAddress.Parse(address), 2_000 + i));
        }

        lone.Node.Table.Count.ShouldBe(8);
    }

    [Fact]
    public void A_full_bucket_takes_no_more_and_prefers_ids_that_follow_from_addresses()
    {
        using var random = new Simulated.SeededRandomNumbers(3);
        var lone = new LoneNode();
        for (var i = 1; i <= 20; i++)
        {
            lone.Meet(lone.Node.Own.Diverge(0, Some.Id(i)), new IPEndPoint(new IPAddress([1, 2, (byte)i, 1]), 6881));
        }

        lone.Node.Table.Count.ShouldBe(DhtLimits.BucketSize);
        var address = new IPAddress([9, 9, 9, 9]);
        var secure = SecureNodeId.Create(address, random);
        while (secure.CommonBits(lone.Node.Own) != 0)
        {
            secure = SecureNodeId.Create(address, random);
        }

        lone.Meet(secure, new IPEndPoint(address, 6881));
        lone.Node.Table.Count.ShouldBe(DhtLimits.BucketSize);
        lone.Node.Table.Nodes.ShouldContain(node => node.Id == secure);
    }

    [Fact]
    public void Nothing_is_stored_on_a_node_whose_id_does_not_follow_from_its_address()
    {
        using var random = new Simulated.SeededRandomNumbers(3);
        var lone = new LoneNode();
        var secure = SecureNodeId.Create(Stranger.Address, random);
        lone.Meet(secure, Stranger);
        lone.Meet(Torrent.Diverge(100, secure), Other);
        var done = Start(lone, new PeerAnnouncement(1_234));

        foreach (var (message, destination) in lone.TakeSent())
        {
            lone.Answer(message, destination, destination.Equals(Stranger) ? secure : Torrent.Diverge(100, secure), static answer => answer with { Token = "t"u8.ToArray() });
        }

        lone.TakeSent().Single().ShouldSatisfyAllConditions(
            static sent => sent.Message.Query!.Method.ShouldBe(KrpcMethod.AnnouncePeer),
            static sent => sent.Destination.ShouldBe(Stranger));
        done.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_comes_late_is_not_taken_for_a_node_that_stores()
    {
        using var random = new Simulated.SeededRandomNumbers(3);
        var lone = new LoneNode();
        var ids = new Dictionary<IPEndPoint, NodeId>();
        for (var i = 1; i <= DhtLimits.BucketSize + 1; i++)
        {
            var endPoint = new IPEndPoint(new IPAddress([1, (byte)i, 1, 1]), 6881);
            ids[endPoint] = SecureNodeId.Create(endPoint.Address, random);
            lone.Meet(ids[endPoint], endPoint);
        }

        var done = Start(lone, new PeerAnnouncement(1_234));
        (KrpcMessage Message, IPEndPoint Destination)? late = null;
        void Answer(KrpcMessage message, IPEndPoint from) => lone.Answer(message, from, ids[from], static answer => answer with { Token = "t"u8.ToArray() });
        void AnswerAllButOne()
        {
            while (lone.TakeSent().Where(static sent => sent.Message.Query!.Method == KrpcMethod.GetPeers).ToArray() is { Length: > 0 } asked)
            {
                late ??= asked[0];
                Array.ForEach(asked, one =>
                {
                    if (!one.Destination.Equals(late.Value.Destination))
                    {
                        Answer(one.Message, one.Destination);
                    }
                });
            }
        }

        AnswerAllButOne();
        lone.Pass(DhtLimits.SlowAfter);
        AnswerAllButOne();
        done.Task.IsCompleted.ShouldBeFalse();

        Answer(late!.Value.Message, late.Value.Destination);
        lone.Pass(DhtLimits.FailedAfter);

        (await done.Task).StoredOn.ShouldBe(0);
    }

    // Endless look-ups.
    [Fact]
    public void A_look_up_that_is_always_told_of_nearer_nodes_ends()
    {
        using var random = new Simulated.SeededRandomNumbers(4);
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), Stranger);
        var done = Start(lone);
        var asked = 0;
        for (var depth = 1; !done.Task.IsCompleted && depth < 10_000; depth++)
        {
            foreach (var (message, destination) in lone.TakeSent())
            {
                asked++;
                var id = asked == 1 ? Some.Id(1) : _told[destination];
                lone.Answer(message, destination, id, answer => answer with { Nodes = Nearer(asked, random) });
            }
        }

        done.Task.IsCompleted.ShouldBeTrue();
        asked.ShouldBeLessThanOrEqualTo(DhtLimits.MaxQueries);
    }

    [Fact]
    public void A_look_up_that_nobody_answers_ends_in_time()
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 60; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(new IPAddress([1, (byte)i, 1, 1]), 6881));
        }

        var done = Start(lone);
        lone.Pass(DhtLimits.LookupTime + DhtLimits.Tick);

        done.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void A_look_up_has_so_many_queries_under_way_and_no_more()
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 60; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(new IPAddress([1, (byte)i, 1, 1]), 6881));
        }

        lone.Sent.Clear();
        Start(lone);

        lone.Sent.Count.ShouldBe(DhtLimits.Parallelism);
    }

    // Tokens.
    [Fact]
    public void A_token_is_good_for_its_address_alone_and_for_ten_minutes_at_most()
    {
        var lone = new LoneNode();
        var token = lone.Ask(Stranger, GetPeers())!.Response!.Token;

        Announce(lone, Other, token).ShouldBe("203 bad token");
        Announce(lone, Stranger, token.ToArray().Reverse().ToArray()).ShouldBe("203 bad token");
        Announce(lone, Stranger, token[..^1]).ShouldBe("203 bad token");
        Announce(lone, Stranger, token).ShouldBe("stored");
        lone.Time.Advance(DhtLimits.TokenRotation + TimeSpan.FromSeconds(1));
        Announce(lone, Stranger, token).ShouldBe("stored");
        lone.Time.Advance(DhtLimits.TokenRotation + TimeSpan.FromSeconds(1));
        Announce(lone, Stranger, token).ShouldBe("203 bad token");
    }

    [Fact]
    public void A_token_does_not_outlive_a_long_silence()
    {
        var lone = new LoneNode();
        var token = lone.Ask(Stranger, GetPeers())!.Response!.Token;

        lone.Time.Advance(TimeSpan.FromHours(3));

        Announce(lone, Stranger, token).ShouldBe("203 bad token");
    }

    // Ports.
    [Theory]
    [InlineData(0, false, "203 invalid 'port'")]
    [InlineData(65_536, false, "203 invalid 'port'")]
    [InlineData(1, false, "1.2.3.4:1")]
    [InlineData(65_535, false, "1.2.3.4:65535")]
    [InlineData(0, true, "1.2.3.4:6881")]
    public void A_port_is_between_1_and_65535_or_the_one_that_was_sent_from(int port, bool isImplied, string expected)
    {
        var lone = new LoneNode();
        var token = lone.Ask(Stranger, GetPeers())!.Response!.Token;

        var answer = lone.Ask(Stranger, new KrpcQuery { Method = KrpcMethod.AnnouncePeer, Id = Some.Id(1), Target = Torrent, Token = token, Port = port, IsPortImplied = isImplied })!;

        (answer.Error is { } error ? $"{error.Code} {error.Text}" : lone.Stores.Peers.Find(Torrent)!.Peers.Single().EndPoint.ToString()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("1.2.3.4:0")]
    [InlineData("1.2.3.4:53")]
    [InlineData("0.0.0.0:6881")]
    [InlineData("255.255.255.255:6881")]
    [InlineData("224.0.0.1:6881")]
    public void Nothing_is_sent_where_it_could_only_hurt(string endPoint)
    {
        var lone = new LoneNode();

        lone.Ask(IPEndPoint.Parse(endPoint), GetPeers()).ShouldBeNull();
        lone.Node.TryPing(IPEndPoint.Parse(endPoint), null, P2PShare.Dht.Queries.NoOwner.Instance).ShouldBeFalse();
        lone.Sent.ShouldBeEmpty();
    }

    // Reflection and amplification.
    [Fact]
    public void An_answer_is_one_packet_and_a_few_times_as_long_as_the_question()
    {
        var lone = new LoneNode();
        Fill(lone);
        KrpcQuery[] queries =
        [
            new() { Method = KrpcMethod.Ping, Id = Some.Id(1) },
            new() { Method = KrpcMethod.FindNode, Id = Some.Id(1), Target = Torrent, Want = KrpcFamilies.IPv4 | KrpcFamilies.IPv6 },
            GetPeers(),
            GetPeers() with { WantsScrape = true },
            new() { Method = KrpcMethod.SampleInfohashes, Id = Some.Id(1), Target = Torrent },
            new() { Method = KrpcMethod.Get, Id = Some.Id(1), Target = Torrent },
        ];
        foreach (var query in queries)
        {
            var question = KrpcWriter.Write(new KrpcMessage { TransactionId = "a"u8.ToArray(), Query = query });
            lone.Sent.Clear();
            lone.Node.Receive(question, Other);

            lone.Sent.Single().Datagram.Length.ShouldBeLessThanOrEqualTo(Math.Min(DhtLimits.MaxAnswer, DhtLimits.MaxAmplification * question.Length), query.Method.ToString());
        }
    }

    [Fact]
    public void An_answer_with_the_longest_item_is_one_packet()
    {
        var lone = new LoneNode();
        Fill(lone);
        var value = Encoding.ASCII.GetBytes("996:" + new string('x', 996));
        var token = lone.Ask(Other, new KrpcQuery { Method = KrpcMethod.Get, Id = Some.Id(1), Target = ItemText.TargetOf(value) })!.Response!.Token;
        lone.Ask(Other, new KrpcQuery { Method = KrpcMethod.Put, Id = Some.Id(1), Token = token, Item = new KrpcItem { Value = value } })!.Error.ShouldBeNull();

        lone.Sent.Clear();
        lone.Node.Receive(KrpcWriter.Write(new KrpcMessage { TransactionId = "a"u8.ToArray(), Query = new KrpcQuery { Method = KrpcMethod.Get, Id = Some.Id(1), Target = ItemText.TargetOf(value) } }), Other);

        lone.Sent.Single().Datagram.Length.ShouldBeInRange(1_000, DhtLimits.MaxItemAnswer);
    }

    [Fact]
    public void An_address_is_answered_so_often_and_others_still_are()
    {
        var lone = new LoneNode();
        int AnswersTo(IPEndPoint sender, int questions) => Enumerable.Range(0, questions).Count(_ => lone.Ask(sender, GetPeers()) is not null);

        AnswersTo(Stranger, DhtLimits.QueryBurst).ShouldBe(DhtLimits.QueryBurst);
        AnswersTo(new IPEndPoint(Stranger.Address, 7_000), 1).ShouldBe(0);
        AnswersTo(Other, 1).ShouldBe(1);
        lone.Time.Advance(TimeSpan.FromSeconds(1));
        AnswersTo(Stranger, 2 * DhtLimits.QueriesPerSecond).ShouldBe(DhtLimits.QueriesPerSecond);
    }

    [Fact]
    public void A_network_of_IPv6_counts_as_one_address()
    {
        var lone = new LoneNode(isIPv4: false);

        Enumerable.Range(1, 2 * DhtLimits.QueryBurst).Count(i => lone.Ask(IPEndPoint.Parse($"[2001:db8::{i:x}]:6881"), GetPeers()) is not null).ShouldBe(DhtLimits.QueryBurst);
    }

    // Malformed messages.
    [Theory]
    [InlineData("d1:y1:q1:t2:aa1:q4:pinge", 203)]
    [InlineData("d1:ad2:id3:abce1:q4:ping1:t2:aa1:y1:qe", 203)]
    [InlineData("d1:ad2:id20:abcdefghij0123456789e1:q4:vote1:t2:aa1:y1:qe", 204)]
    [InlineData("d1:ad2:id20:abcdefghij0123456789e1:t2:aa1:y1:qe", null)]
    [InlineData("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:y1:qe", null)]
    [InlineData("d1:t2:aa1:y1:xe", null)]
    [InlineData("d", null)]
    [InlineData("garbage", null)]
    [InlineData("", null)]
    public void What_cannot_be_served_gets_an_error_or_nothing(string datagram, int? code)
    {
        var lone = new LoneNode();

        lone.Ask(Stranger, Encoding.Latin1.GetBytes(datagram))?.Error!.Code.ShouldBe(code!.Value);
        (lone.Ask(Stranger, Encoding.Latin1.GetBytes(datagram)) is null).ShouldBe(code is null);
    }

    [Fact]
    public void An_error_is_not_answered_with_an_error()
    {
        var lone = new LoneNode();

        lone.Ask(Stranger, "d1:eli203e1:xe1:t2:aa1:y1:ee"u8.ToArray()).ShouldBeNull();
        lone.Ask(Stranger, "d1:e3:abc1:t2:aa1:y1:ee"u8.ToArray()).ShouldBeNull();
    }

    // Nodes that do not answer.
    [Fact]
    public void A_read_only_node_is_served_and_never_remembered()
    {
        var lone = new LoneNode();

        lone.Ask(Stranger, GetPeers(), isReadOnly: true).ShouldNotBeNull();
        lone.Pass(TimeSpan.FromSeconds(5));

        lone.Sent.ShouldBeEmpty();
        lone.Node.Table.Count.ShouldBe(0);
    }

    [Fact]
    public void A_node_that_asks_is_asked_back_and_told_of_only_once_it_has_answered()
    {
        var lone = new LoneNode();
        lone.Ask(Stranger, GetPeers());
        lone.Ask(Other, FindNode())!.Response!.Nodes!.ShouldBeEmpty();
        lone.Pass(DhtLimits.Tick);
        var pings = lone.TakeSent().Where(static sent => sent.Message.Query?.Method == KrpcMethod.Ping).ToArray();

        lone.Answer(pings.Single(static ping => ping.Destination.Equals(Stranger)).Message, Stranger, Some.Id(1));

        lone.Ask(Other, FindNode())!.Response!.Nodes!.ShouldBe([new CompactNode(Some.Id(1), Stranger)]);
    }

    [Fact]
    public void A_node_that_has_been_silent_is_not_told_of()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), Stranger);

        lone.Time.Advance(DhtLimits.Freshness + TimeSpan.FromSeconds(1));

        lone.Ask(Other, FindNode())!.Response!.Nodes!.ShouldBeEmpty();
    }

    [Fact]
    public void A_read_only_node_answers_nobody_and_says_so()
    {
        var lone = new LoneNode(isReadOnly: true);

        lone.Ask(Stranger, GetPeers()).ShouldBeNull();
        lone.Node.TryPing(Stranger, null, P2PShare.Dht.Queries.NoOwner.Instance);
        lone.TakeSent().Single().Message.IsReadOnly.ShouldBeTrue();
    }

    // Addresses of this machine and network.
    [Fact]
    public void A_stranger_cannot_make_us_ask_or_find_what_is_on_our_own_machine_or_network()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), Stranger);
        var found = new FoundPeers();
        Start(lone, found: found);
        var (message, destination) = lone.TakeSent().Single();

        lone.Answer(message, destination, Some.Id(1), static answer => answer with
        {
            Nodes = [new(Some.Id(2), IPEndPoint.Parse("127.0.0.1:6881")), new(Some.Id(3), IPEndPoint.Parse("192.168.1.1:6881")), new(Some.Id(4), IPEndPoint.Parse("9.9.9.9:6881"))],
            Values = [IPEndPoint.Parse("127.0.0.1:80"), IPEndPoint.Parse("10.0.0.1:80"), IPEndPoint.Parse("8.8.8.8:6881")],
        });

        lone.TakeSent().Select(static sent => sent.Destination.ToString()).ShouldBe(["9.9.9.9:6881"]);
        found.ToList().Select(static peer => peer.ToString()).ShouldBe(["8.8.8.8:6881"]);
    }

    [Fact]
    public void What_is_on_our_own_machine_is_told_to_our_own_machine_alone()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), IPEndPoint.Parse("127.0.0.1:6881"));

        lone.Ask(Stranger, FindNode())!.Response!.Nodes!.ShouldBeEmpty();
        lone.Ask(IPEndPoint.Parse("127.0.0.1:7000"), FindNode())!.Response!.Nodes!.Count.ShouldBe(1);
    }

    [Fact]
    public void Peers_on_our_own_network_are_told_to_our_own_network_alone()
    {
        var lone = new LoneNode();
        lone.Stores.Peers.Announce(Torrent, IPEndPoint.Parse("192.168.1.2:6881"), isSeed: false);

        lone.Ask(Stranger, GetPeers())!.Response!.Values.ShouldBeEmpty();
        lone.Ask(IPEndPoint.Parse("192.168.1.3:6881"), GetPeers())!.Response!.Values.Count.ShouldBe(1);
    }

    // Our own address.
    [Fact]
    public void Our_id_follows_from_the_address_that_most_nodes_see()
    {
        var lone = new LoneNode();
        var (ours, lie) = (IPEndPoint.Parse("124.31.75.21:6881"), IPEndPoint.Parse("21.75.31.124:6881"));
        for (var i = 1; i <= 4; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(new IPAddress([1, 2, (byte)i, 1]), 6881), lie);
            lone.Node.Own.ShouldBe(Some.Id(0));
        }

        for (var i = 5; i <= 9; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(new IPAddress([1, 2, (byte)i, 1]), 6881), ours);
        }

        SecureNodeId.IsValid(lone.Node.Own, ours.Address).ShouldBeTrue();
        lone.Node.Table.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void One_network_has_one_vote_on_our_address()
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 20; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(new IPAddress([1, 2, 3, (byte)i]), 6881), IPEndPoint.Parse("21.75.31.124:6881"));
        }

        lone.Node.Own.ShouldBe(Some.Id(0));
    }

    private readonly Dictionary<IPEndPoint, NodeId> _told = [];

    private List<CompactNode> Nearer(int round, Simulated.SeededRandomNumbers random)
    {
        var nodes = new List<CompactNode>();
        for (var i = 0; i < 8; i++)
        {
            var endPoint = new IPEndPoint(new IPAddress([(byte)(11 + (round / 250)), (byte)(round % 250), (byte)i, 1]), 6881);
            var id = Torrent.Diverge(Math.Min(159, round), NodeId.Random(random));
            _told[endPoint] = id;
            nodes.Add(new CompactNode(id, endPoint));
        }

        return nodes;
    }

    private static TaskCompletionSource<LookupReport> Start(LoneNode lone, PeerAnnouncement? announcement = null, FoundPeers? found = null)
    {
        var done = new TaskCompletionSource<LookupReport>();
        lone.Sent.Clear();
        lone.Node.Start(new Lookup(Torrent, new PeersGoal(announcement, found ?? new FoundPeers(), done), lone.Node));
        return done;
    }

    private static void Fill(LoneNode lone)
    {
        for (var i = 1; i <= 60; i++)
        {
            lone.Meet(Some.Id(i), new IPEndPoint(new IPAddress([1, (byte)i, 1, 1]), 6881));
        }

        for (var i = 0; i < 400; i++)
        {
            lone.Stores.Peers.Announce(Torrent, new IPEndPoint(0x01020304 + (i * 256), 6881), isSeed: i % 2 == 0);
            lone.Stores.Peers.Announce(Some.Id(i), new IPEndPoint(0x01020304, 6881), isSeed: false);
        }
    }

    private static string Announce(LoneNode lone, IPEndPoint sender, ReadOnlyMemory<byte> token)
    {
        var answer = lone.Ask(sender, new KrpcQuery { Method = KrpcMethod.AnnouncePeer, Id = Some.Id(1), Target = Torrent, Token = token, Port = 1_234 })!;
        return answer.Error is { } error ? $"{error.Code} {error.Text}" : "stored";
    }

    private static KrpcQuery GetPeers() => new() { Method = KrpcMethod.GetPeers, Id = Some.Id(1), Target = Torrent };

    private static KrpcQuery FindNode() => new() { Method = KrpcMethod.FindNode, Id = Some.Id(9), Target = Torrent };
}
