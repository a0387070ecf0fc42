using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>All clients in one swarm, each tracker in turn serving it.</summary>
public sealed class MixedSwarmTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Aria2, ForeignClient.Transmission, ForeignClient.Libtorrent)]
    [InlineData("http")]
    [InlineData("udp")]
    public Task Our_tracker_serves_all_clients_in_one_swarm(string scheme) =>
        RunAsync(swarm => new P2PShareTracker(swarm.NextPlace()), scheme);

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2, ForeignClient.Transmission, ForeignClient.Libtorrent, ForeignClient.Opentracker)]
    public Task Opentracker_serves_us_among_others_over_udp() =>
        RunAsync(swarm => new OpentrackerProcess(swarm.NextPlace()), "udp");

    private async Task RunAsync(Func<TestSwarm, ITrackerProgram> makeTracker, string scheme)
    {
        await using var swarm = new TestSwarm(network, output);
        var content = Content.MakeFolder(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("trip.torrent");
        var tracker = swarm.Use(makeTracker(swarm));
        await P2PShareProgram.CreateAsync(
            content.Path, torrent, "v1", "64KiB", scheme == "udp" ? tracker.UdpAnnounceUrl : tracker.AnnounceUrl, swarm.Token);
        await tracker.StartAsync([torrent], swarm.Token);

        await swarm.SeedAsync(new P2PShareClient(), torrent, content);
        List<Leecher> leechers = [];
        // aria2 speaks to UDP trackers only while its DHT runs, which these tests leave off.
        IPeerProgram[] programs = scheme == "udp"
            ? [new TransmissionClient(), new LibtorrentClient(), new P2PShareClient()]
            : [new TransmissionClient(), new LibtorrentClient(), new P2PShareClient(), new Aria2Client()];
        foreach (var program in programs)
        {
            leechers.Add(await swarm.LeechAsync(program, torrent));
        }

        foreach (var leecher in leechers)
        {
            await leecher.ShouldGetAsync(content, swarm.Token);
            output.WriteLine(Measurements.AddTransfer("mixed swarm", leecher.Program.Name, "v1", "folder", $"{tracker.Name} {scheme}", swarm.Elapsed));
        }
    }
}
