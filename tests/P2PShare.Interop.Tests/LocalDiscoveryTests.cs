using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>Two programs on one network that nobody tells of each other: no tracker, no DHT, no named peer. BEP 14.</summary>
public sealed class LocalDiscoveryTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    private static readonly PeerSettings Local = new() { Local = true };

    private static readonly Dictionary<string, string> LocalAlone = new() { ["P2PSHARE_NO_DHT"] = "true", ["DOTNET_NOLOGO"] = "true" };

    [ForeignClientTheory(ForeignClient.NetworkNamespace)]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Two_of_us_find_each_other_by_real_multicast(string format)
    {
        await using var swarm = new TestSwarm(network, output);
        var source = swarm.Folder.Make("source");
        var content = new byte[1_000_000];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(source, "content.bin"), content, swarm.Token);
        var torrent = Path.Combine(source, "content.torrent");
        await P2PShareProgram.CreateAsync(Path.Combine(source, "content.bin"), torrent, format, "64KiB", tracker: null, swarm.Token);
        var target = swarm.Folder.Make("target");

        await using var seed = Start(swarm.NextPlace(), "seed", torrent, "--data", source);
        await seed.WaitForEventAsync("seeding", swarm.Token);
        await using var leecher = Start(swarm.NextPlace(), "get", torrent, "--output", target);
        await leecher.WaitForEventAsync("completed", swarm.Token);

        (await File.ReadAllBytesAsync(Path.Combine(target, "content.bin"), swarm.Token)).ShouldBe(content);
    }

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    public Task Libtorrent_finds_us() => RunAsync(new P2PShareClient { Settings = Local }, new LibtorrentClient(Local));

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    public Task We_find_libtorrent() => RunAsync(new LibtorrentClient(Local), new P2PShareClient { Settings = Local });

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task Aria2_finds_us() => RunAsync(new P2PShareClient { Settings = Local }, new Aria2Client(Local));

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task We_find_aria2() => RunAsync(new Aria2Client(Local), new P2PShareClient { Settings = Local });

    // Whoever comes second announces itself, and is heard or not: so the first must listen, and the second must be understood.
    private async Task RunAsync(IPeerProgram seeder, IPeerProgram leecher)
    {
        await using var swarm = new TestSwarm(network, output);
        var content = Content.MakeFolder(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("shared.torrent");
        await P2PShareProgram.CreateAsync(content.Path, torrent, "v1", "64KiB", tracker: null, swarm.Token);

        await swarm.StartSeedAsync(seeder, torrent, content);
        var got = await swarm.LeechAsync(leecher, torrent);

        await got.ShouldGetAsync(content, swarm.Token);
        output.WriteLine(Measurements.AddTransfer(seeder.Name, leecher.Name, "v1", "folder", "LSD alone", swarm.Elapsed));
    }

    private static ProgramProcess Start(PeerPlace place, params string[] arguments) => P2PShareProgram.Start(
        [.. arguments, "--bind", $"{place.Address}", "--port", "0", "--json", "--state-dir", Path.Combine(place.Folder, "state")], place.Network, LocalAlone);
}
