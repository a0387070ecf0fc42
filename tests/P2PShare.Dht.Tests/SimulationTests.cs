using System.Diagnostics;
using System.Net;
using P2PShare.Dht.Tests.Simulated;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Dht.Tests;

/// <summary>Thousands of nodes, of which many are gone and many lie. The same code as on real sockets, without waiting.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Torrents = 300;

    [Fact]
    public void Look_ups_find_the_announced_peers_though_a_fifth_of_the_nodes_is_gone_and_a_fifth_lies()
    {
        var watch = Stopwatch.StartNew();
        var network = new SimulatedNetwork(10_000, seed: 1);
        var attack = new Attack(network);
        SimulatedNode[] honest = attack.Corrupt(network.Nodes, part: 0.2);

        var announcers = Enumerable.Range(0, Torrents).Select(_ => (From: honest[network.Random.Next(honest.Length)], InfoHash: network.AnyId())).ToArray();
        Array.ForEach(announcers, search => attack.Surround(search.InfoHash));
        network.Search(announcers, new PeerAnnouncement(6881));

        SimulatedNode[] left = attack.Remove(honest, part: 0.2 / 0.8);
        var outcomes = network.Search([.. announcers.Select(search => (left[network.Random.Next(left.Length)], search.InfoHash))]);
        var found = outcomes.Zip(announcers).Count(static pair => pair.First.Found.Contains(new IPEndPoint(pair.Second.From.EndPoint.Address, 6881)));
        var queries = outcomes.Sum(static outcome => outcome.Report.Queries);

        output.WriteLine($"{found} of {Torrents} found; {queries / Torrents} queries a look-up; {attack.Lies} lies told; {watch.Elapsed.TotalSeconds:0.0} s; {GC.GetTotalMemory(false) >> 20} MiB");
        found.ShouldBeGreaterThan(Torrents * 99 / 100);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void A_look_up_takes_hops_and_messages_with_the_logarithm_of_the_network(int count)
    {
        const int LookUps = 200;
        var network = new SimulatedNetwork(count, seed: 2);
        var outcomes = network.Search([.. Enumerable.Range(0, LookUps).Select(_ => (network.Nodes[network.Random.Next(count)], network.AnyId()))]);
        var hops = outcomes.Sum(static outcome => outcome.Report.Hops);
        var queries = outcomes.Sum(static outcome => outcome.Report.Queries);

        output.WriteLine($"{count} nodes: {hops / (double)LookUps:0.0} hops, {queries / (double)LookUps:0.0} queries a look-up");
        (hops / (double)LookUps).ShouldBeLessThan(Math.Log2(count));
        (queries / (double)LookUps).ShouldBeLessThan(4 * Math.Log2(count));
    }
}
