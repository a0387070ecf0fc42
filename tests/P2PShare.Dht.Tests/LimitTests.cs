using System.Net;
using P2PShare.Dht.Defence;
using P2PShare.Dht.Lookups;
using P2PShare.Dht.Queries;
using P2PShare.Dht.Routing;
using P2PShare.Dht.Storage;
using P2PShare.Dht.Tests.Simulated;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests;

/// <summary>Nothing that others send makes a node keep, ask or believe more than it is to.</summary>
public sealed class LimitTests : IDisposable
{
    private static readonly NodeId Torrent = NodeId.Of(Sha1Hash.Of("a torrent"u8));

    private readonly SeededRandomNumbers _random = new(7);
    private readonly CandidateList _candidates = new(Torrent);
    private readonly Dictionary<IPEndPoint, NodeId> _invented = [];

    public void Dispose() => _random.Dispose();

    [Fact]
    public void So_many_queries_are_under_way_and_no_more()
    {
        var lone = new LoneNode();
        Enumerable.Range(0, DhtLimits.MaxPending + 10).Count(i => lone.Node.TryPing(EndPoint(i), null, NoOwner.Instance)).ShouldBe(DhtLimits.MaxPending);

        lone.Pass(DhtLimits.FailedAfter + DhtLimits.Tick);
        lone.Node.TryPing(EndPoint(0), null, NoOwner.Instance).ShouldBeTrue();
    }

    [Fact]
    public void So_many_strangers_wait_to_be_asked_and_no_more()
    {
        var lone = new LoneNode();
        for (var i = 1; i <= 2 * DhtLimits.MaxNewcomers; i++)
        {
            lone.Ask(EndPoint(i), new KrpcQuery { Method = KrpcMethod.Ping, Id = Some.Id(i) }).ShouldNotBeNull();
        }

        lone.Sent.Clear();
        lone.Pass(TimeSpan.FromMinutes(1));

        lone.TakeSent().Count(static sent => sent.Message.Query is not null).ShouldBe(DhtLimits.MaxNewcomers);
    }

    [Fact]
    public void So_many_look_ups_run_and_wait_and_one_more_ends_at_once()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), EndPoint(1));
        var ends = Enumerable.Range(0, DhtLimits.MaxLookups + DhtLimits.MaxWaitingLookups + 5).Select(_ => Start(lone)).ToArray();

        lone.Node.LookupCount.ShouldBe(DhtLimits.MaxLookups);
        ends.Count(static end => end.Task.IsCompleted).ShouldBe(5);
        lone.Node.Stop();
    }

    [Fact]
    public void A_look_up_takes_so_many_nodes_of_an_answer_and_no_more()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), EndPoint(1));
        lone.Sent.Clear();
        var lookup = new Lookup(Torrent, new PeersGoal(null, new FoundPeers(), new TaskCompletionSource<LookupReport>()), lone.Node);
        lone.Node.Start(lookup);
        var (message, destination) = lone.TakeSent().Single();

        lone.Answer(message, destination, Some.Id(1), static answer => answer with { Nodes = [.. Enumerable.Range(2, 40).Select(static i => new CompactNode(Some.Id(i), EndPoint(i)))] });

        lookup.Candidates.All.Count.ShouldBe(1 + DhtLimits.MaxNodesOfAnswer);
    }

    [Fact]
    public void A_look_up_remembers_so_many_nodes_and_no_more()
    {
        Array.ForEach([.. Enumerable.Range(1, 1_000)], i => AddInvented(EndPoint(i)));

        _candidates.All.Count.ShouldBe(DhtLimits.MaxCandidates);
    }

    [Fact]
    public void A_look_up_remembers_few_nodes_of_one_network()
    {
        for (var host = 1; host <= 100; host++)
        {
            AddInvented(new IPEndPoint(new IPAddress([1, 2, 3, (byte)host]), 6881));
        }

        _candidates.All.Count.ShouldBe(DhtLimits.MaxCandidatesOfBlock);
    }

    [Fact]
    public void Of_one_network_one_node_is_asked_at_a_time()
    {
        AddInvented(new IPEndPoint(new IPAddress([1, 2, 3, 1]), 6881));
        AddInvented(new IPEndPoint(new IPAddress([1, 2, 3, 2]), 6881));
        var first = _candidates.Next().ShouldNotBeNull();

        first.State = CandidateState.Answered;
        _candidates.Next().ShouldBeNull();
        first.State = CandidateState.Failed;
        _candidates.Next().ShouldNotBeNull().ShouldNotBe(first);
    }

    [Fact]
    public void Nodes_invented_round_the_target_push_out_none_that_can_be_trusted_and_are_asked_after_them()
    {
        var trusted = Enumerable.Range(1, 20).Select(EndPoint).ToArray();
        Array.ForEach(trusted, endPoint => _candidates.Add(new CompactNode(SecureNodeId.Create(endPoint.Address, _random), endPoint), AddressScope.Global, 0));
        Array.ForEach([.. Enumerable.Range(100, 1_000)], i => AddInvented(EndPoint(i)));

        _candidates.All.Count(static candidate => candidate.IsSecure).ShouldBe(trusted.Length);
        _candidates.Next().ShouldNotBeNull().IsSecure.ShouldBeTrue();
    }

    [Fact]
    public void So_many_nodes_that_cannot_be_trusted_are_asked_and_no_more()
    {
        Array.ForEach([.. Enumerable.Range(1, DhtLimits.MaxCandidates)], i => AddInvented(EndPoint(i)));
        var asked = 0;
        for (; asked < DhtLimits.MaxCandidates && _candidates.Next() is { } next; asked++)
        {
            next.State = CandidateState.Failed;
        }

        asked.ShouldBe(DhtLimits.MaxInsecureQueries);
    }

    [Fact]
    public void A_look_up_that_always_finds_nearer_nodes_ends_with_its_queries()
    {
        var (asked, end, lone) = (0, new TaskCompletionSource<LookupReport>(), new LoneNode());
        lone.Meet(Some.Id(1), Near(0));
        lone.Sent.Clear();
        lone.Node.Start(new Lookup(Torrent, new PeersGoal(null, new FoundPeers(), end), lone.Node));
        for (var round = 0; round < 1_000 && !end.Task.IsCompleted; round++)
        {
            asked += AnswerWithNearer(lone, asked);
        }

        end.Task.IsCompleted.ShouldBeTrue();
        asked.ShouldBe(DhtLimits.MaxQueries);
    }

    [Fact]
    public void A_look_up_whose_nodes_take_their_time_ends_with_its_own()
    {
        var (asked, end, lone) = (0, new TaskCompletionSource<LookupReport>(), new LoneNode());
        lone.Meet(Some.Id(1), Near(0));
        lone.Sent.Clear();
        lone.Node.Start(new Lookup(Torrent, new PeersGoal(null, new FoundPeers(), end), lone.Node));
        for (var passed = TimeSpan.Zero; passed <= DhtLimits.LookupTime; passed += DhtLimits.SlowAfter)
        {
            end.Task.IsCompleted.ShouldBeFalse();
            asked += AnswerWithNearer(lone, asked);
            lone.Pass(DhtLimits.SlowAfter);
        }

        end.Task.IsCompleted.ShouldBeTrue();
        asked.ShouldBeLessThan(DhtLimits.MaxQueries);
    }

    [Fact]
    public void An_address_that_some_see_and_most_do_not_is_not_ours()
    {
        var votes = new ExternalAddressVotes();
        for (var voter = 0; voter <= ExternalAddressVotes.Quorum; voter++)
        {
            votes.Add(EndPoint(voter).Address, EndPoint(1_000 + voter).Address);
        }

        for (var voter = 100; voter < 100 + ExternalAddressVotes.Quorum; voter++)
        {
            votes.Add(EndPoint(voter).Address, EndPoint(5_000).Address);
        }

        votes.Address.ShouldBeNull();
    }

    [Fact]
    public void A_look_up_finds_so_many_peers_and_no_more()
    {
        var found = new FoundPeers();
        Array.ForEach([.. Enumerable.Range(1, DhtLimits.MaxPeersFound + 100)], i => found.Add(EndPoint(i)));

        found.Count.ShouldBe(DhtLimits.MaxPeersFound);
        found.ToList().Count.ShouldBe(DhtLimits.MaxPeersFound);
    }

    [Fact]
    public void Whoever_claims_the_id_of_a_node_that_answers_does_not_get_its_place()
    {
        var lone = new LoneNode();
        lone.Meet(Some.Id(1), EndPoint(1));

        lone.Meet(Some.Id(1), EndPoint(2));

        lone.Node.Table.Nodes.Single().EndPoint.ShouldBe(EndPoint(1));
    }

    [Fact]
    public void Who_waits_for_a_place_and_finds_another_does_not_get_both()
    {
        var table = new RoutingTable(Some.Id(0), new DhtClock(new ManualTimeProvider()));
        NodeId[] far = [.. Enumerable.Range(0, DhtLimits.BucketSize + 1).Select(_ => table.Own.Diverge(0, NodeId.Random(_random)))];
        for (var i = 0; i < far.Length; i++)
        {
            table.MarkAnswer(far[i], EndPoint(i));
        }

        table.Count.ShouldBe(DhtLimits.BucketSize);
        table.MarkAnswer(table.Own.Diverge(1, NodeId.Random(_random)), EndPoint(DhtLimits.BucketSize));
        table.MarkFailure(far[0], EndPoint(0));
        table.MarkFailure(far[0], EndPoint(0));

        table.Nodes.Count(static node => node.EndPoint.Equals(EndPoint(DhtLimits.BucketSize))).ShouldBe(1);
    }

    [Fact]
    public void When_nobody_answers_any_more_the_nodes_are_not_to_blame()
    {
        var lone = new LoneNode();
        Array.ForEach([.. Enumerable.Range(1, 20)], i => lone.Meet(Some.Id(i), EndPoint(i)));
        var known = lone.Node.Table.Count;

        lone.Pass(TimeSpan.FromHours(1));

        lone.Node.Table.Count.ShouldBe(known);
    }

    [Fact]
    public void Announcing_one_torrent_over_and_over_takes_no_memory()
    {
        var time = new ManualTimeProvider();
        var store = new PeerStore(new DhtClock(time), new Random(1));
        var (peer, allocated) = (EndPoint(1), 0L);

        for (var i = 0; i < 100_000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            var before = GC.GetAllocatedBytesForCurrentThread();
            store.Announce(Torrent, peer, isSeed: false);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        allocated.ShouldBeLessThan(1 << 20);
    }

    // On our own network any id will do, so that whoever is there can invent as many as it likes.
    private static IPEndPoint Near(int number) => new(new IPAddress([10, (byte)(number / 65_536), (byte)(number / 256), (byte)number]), 6881);

    // Answers what has been asked, each time with eight nodes that are nearer than those before, and says how many answers that was.
    private int AnswerWithNearer(LoneNode lone, int asked)
    {
        var sent = lone.TakeSent().Where(static sent => sent.Message.Query?.Method == KrpcMethod.GetPeers).ToArray();
        foreach (var (message, from) in sent)
        {
            asked++;
            CompactNode[] told = [.. Enumerable.Range(8 * asked, 8).Select(i => new CompactNode(Torrent.Diverge(Math.Min(159, asked / 2), NodeId.Random(_random)), Near(i)))];
            lone.Answer(message, from, _invented.GetValueOrDefault(from, Some.Id(1)), answer => answer with { Nodes = told });
            Array.ForEach(told, node => _invented[node.EndPoint] = node.Id);
        }

        return sent.Length;
    }

    // An address in a /24 of its own.
    private static IPEndPoint EndPoint(int number) => new(new IPAddress([(byte)(20 + (number / 65_536)), (byte)(number / 256), (byte)number, 1]), 6881);

    private static TaskCompletionSource<LookupReport> Start(LoneNode lone)
    {
        var done = new TaskCompletionSource<LookupReport>();
        lone.Node.Start(new Lookup(Torrent, new PeersGoal(null, new FoundPeers(), done), lone.Node));
        return done;
    }

    // Near the target, as whoever chooses its id at will would have it.
    private void AddInvented(IPEndPoint endPoint)
    {
        var id = Torrent.Diverge(100, NodeId.Random(_random));
        NodeTrust.IsSecure(id, endPoint.Address).ShouldBeFalse();
        _candidates.Add(new CompactNode(id, endPoint), AddressScope.Global, 0);
    }
}
