using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>
/// A magnet link and a dozen nodes of the DHT, and nothing else: Transmission looks nothing up and announces nothing while it knows fewer than
/// nine, and looks for them slowly.
/// </summary>
public sealed class TransmissionDhtTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Transmission)]
    public Task We_find_Transmission() => RunAsync(static settings => new TransmissionClient(settings), Us);

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Transmission)]
    public Task Transmission_finds_us() => RunAsync(Us, static settings => new TransmissionClient(settings));

    private static P2PShareClient Us(PeerSettings settings) => new() { Settings = settings };

    private async Task RunAsync(Func<PeerSettings, IPeerProgram> seeder, Func<PeerSettings, IPeerProgram> leecher)
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
