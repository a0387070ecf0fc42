using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>A magnet link and one node of the DHT, and nothing else: no tracker, no named peer.</summary>
public sealed class DhtTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public Task We_find_libtorrent(string format) => RunAsync(settings => new LibtorrentClient(settings), Us, format);

    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public Task Libtorrent_finds_us(string format) => RunAsync(Us, settings => new LibtorrentClient(settings), format);

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task We_find_aria2() => RunAsync(settings => new Aria2Client(settings), Us, "v1");

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task Aria2_finds_us() => RunAsync(Us, settings => new Aria2Client(settings), "v1");

    [ForeignClientTheory(ForeignClient.NetworkNamespace)]
    [InlineData("v1")]
    [InlineData("v2")]
    public Task We_find_each_other(string format) => RunAsync(Us, Us, format);

    private static P2PShareClient Us(PeerSettings settings) => new() { Settings = settings };

    private async Task RunAsync(Func<PeerSettings, IPeerProgram> seeder, Func<PeerSettings, IPeerProgram> leecher, string format)
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
}
