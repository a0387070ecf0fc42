using P2PShare.Interop.Tests.Clients;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>
/// A magnet link and nodes of the DHT, and nothing else: no tracker, no named peer. Nodes take their time to find each other, so each pair of programs has a
/// class of its own.
/// </summary>
internal static class DhtScenario
{
    /// <summary>Our program, to be told of a node.</summary>
    public static P2PShareClient Us(PeerSettings settings) => new() { Settings = settings };

    /// <summary>Has content go from one to the other; both join by one node of ours.</summary>
    public static async Task RunAsync(
        NetworkNamespace network, ITestOutputHelper output, Func<PeerSettings, IPeerProgram> seeder, Func<PeerSettings, IPeerProgram> leecher, string format)
    {
        await using var swarm = new TestSwarm(network, output);
        var content = Content.MakeFolder(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("shared.torrent");
        await P2PShareProgram.CreateAsync(content.Path, torrent, format, "64KiB", tracker: null, swarm.Token);
        var place = swarm.NextPlace();
        var node = place.EndPoint;
        await using var router = P2PShareProgram.Start(
            ["dht", "node", "--bind", $"{node.Address}", "--port", $"{node.Port}", "--dht-bootstrap", "none", "--json", "--state-dir", Path.Combine(place.Folder, "state")],
            network);
        await router.WaitForEventAsync("listening", swarm.Token);

        var seed = seeder(new PeerSettings { DhtNode = node });
        await swarm.StartSeedAsync(seed, torrent, content);
        var leech = leecher(new PeerSettings { DhtNode = node });
        var got = await swarm.LeechAsync(leech, await P2PShareProgram.RunAsync(["magnet", torrent], swarm.Token));
        await got.ShouldGetAsync(content, swarm.Token);

        output.WriteLine(Measurements.AddTransfer(seed.Name, leech.Name, format, "folder by link", "DHT alone", swarm.Elapsed));
    }

    /// <summary>
    /// Has content go from one to the other, one of them Transmission: it looks nothing up and announces nothing while it knows fewer than nine
    /// nodes, and looks for them slowly, so that there are a dozen, and all greet it.
    /// </summary>
    public static async Task RunWithTransmissionAsync(
        NetworkNamespace network, ITestOutputHelper output, Func<PeerSettings, IPeerProgram> seeder, Func<PeerSettings, IPeerProgram> leecher)
    {
        await using var swarm = new TestSwarm(network, output);
        var content = Content.MakeFolder(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("shared.torrent");
        await P2PShareProgram.CreateAsync(content.Path, torrent, "v1", "64KiB", tracker: null, swarm.Token);
        await using var nodes = new OurDhtNodes(12, network: network);
        var settings = new PeerSettings { DhtNode = nodes.EndPoint };
        var (seed, leech) = (seeder(settings), leecher(settings));
        var (seedPlace, leecherPlace) = (swarm.NextPlace(), swarm.NextPlace());

        await swarm.StartSeedAsync(seed, torrent, content, seedPlace);
        nodes.Greet(seedPlace.EndPoint);
        var got = await swarm.LeechAsync(leech, await P2PShareProgram.RunAsync(["magnet", torrent], swarm.Token), leecherPlace);
        nodes.Greet(leecherPlace.EndPoint);

        await got.ShouldGetAsync(content, swarm.Token);
        output.WriteLine(Measurements.AddTransfer(seed.Name, leech.Name, "v1", "folder by link", "DHT alone", swarm.Elapsed));
    }
}
