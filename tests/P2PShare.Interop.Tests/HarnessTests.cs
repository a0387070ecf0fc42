using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>The foreign clients among themselves: when one of these fails, the fault is the harness's or the machine's, not our program's.</summary>
public sealed class HarnessTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Mktorrent, ForeignClient.Aria2, ForeignClient.Transmission, ForeignClient.Libtorrent)]
    public async Task Foreign_clients_share_a_folder_with_each_other()
    {
        await using var swarm = new TestSwarm(network, output);
        var content = Content.MakeFolder(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("trip.torrent");
        var tracker = swarm.Use(new OpentrackerProcess(swarm.NextPlace()));
        await MktorrentClient.CreateAsync(content.Path, torrent, 64 * 1024, tracker.AnnounceUrl, swarm.Token);
        await tracker.StartAsync([torrent], swarm.Token);

        await swarm.SeedAsync(new LibtorrentClient(), torrent, content);
        Leecher[] leechers = [await swarm.LeechAsync(new Aria2Client(), torrent), await swarm.LeechAsync(new TransmissionClient(), torrent)];

        foreach (var leecher in leechers)
        {
            await leecher.ShouldGetAsync(content, swarm.Token);
        }
    }

    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Libtorrent, ForeignClient.Aria2, ForeignClient.Transmission)]
    [InlineData("aria2")]
    [InlineData("Transmission")]
    public async Task Each_foreign_client_seeds(string name)
    {
        await using var swarm = new TestSwarm(network, output);
        var content = Content.MakeFile(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("one.torrent");
        var tracker = swarm.Use(new OpentrackerProcess(swarm.NextPlace()));
        await LibtorrentClient.CreateAsync(content.Path, torrent, tracker: tracker.AnnounceUrl, cancellationToken: swarm.Token);
        await tracker.StartAsync([torrent], swarm.Token);

        var seed = await swarm.SeedAsync(name == "aria2" ? new Aria2Client() : new TransmissionClient(), torrent, content);
        await seed.WaitUntilCompleteAsync(swarm.Token);
        var leecher = await swarm.LeechAsync(new LibtorrentClient(), torrent);

        await leecher.ShouldGetAsync(content, swarm.Token);
    }
}
