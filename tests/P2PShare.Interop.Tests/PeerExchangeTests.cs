using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>
/// Three programs without a tracker, the one in the middle too slow to be anybody's source: who gets the content has heard of the seed from it.
/// BEP 11. The seed takes no part in it, so that it is not the seed that has heard of the leecher. From aria2 and Transmission nothing is to be
/// heard in time: the one tells nobody of peers that came to it, the other says its first word after ninety seconds.
/// </summary>
public sealed class PeerExchangeTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    private static readonly PeerSettings Exchange = new() { Exchange = true };

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    public Task Libtorrent_hears_from_us() => HearFromUsAsync(new LibtorrentClient(Exchange));

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task Aria2_hears_from_us() => HearFromUsAsync(new Aria2Client(Exchange));

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Transmission)]
    public Task Transmission_hears_from_us() => HearFromUsAsync(new TransmissionClient(Exchange));

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    public Task We_hear_from_libtorrent() => HearFromAsync(new LibtorrentClient(Exchange with { IsSlow = true }));

    private async Task HearFromUsAsync(IPeerProgram leecher)
    {
        await using var swarm = new TestSwarm(network, output);
        var (content, torrent) = await MakeAsync(swarm);
        var (seedPlace, leecherPlace) = (swarm.NextPlace(), swarm.NextPlace());
        var seed = await swarm.StartSeedAsync(new P2PShareClient(), torrent, content, seedPlace);
        await seed.Process.WaitForEventAsync("seeding", swarm.Token);
        var got = await swarm.LeechAsync(leecher, torrent, leecherPlace);
        var middle = new P2PShareClient { Settings = Exchange with { IsSlow = true, Peers = [seedPlace.EndPoint, leecherPlace.EndPoint] } };

        await swarm.LeechAsync(middle, torrent);

        await got.ShouldGetAsync(content, swarm.Token);
        Add(swarm, leecher.Name, "PEX from us");
    }

    private async Task HearFromAsync(IPeerProgram middle)
    {
        await using var swarm = new TestSwarm(network, output);
        var (content, torrent) = await MakeAsync(swarm);
        var place = swarm.NextPlace();
        await swarm.LeechAsync(middle, torrent, place);
        var seed = await swarm.StartSeedAsync(new P2PShareClient { Settings = new PeerSettings { Peers = [place.EndPoint] } }, torrent, content);

        // What it tells first it tells at once, and the rest a minute later.
        await seed.Process.WaitForEventAsync("progress", static progress => progress.GetProperty("peers").GetInt32() > 0, swarm.Token);
        var got = await swarm.LeechAsync(new P2PShareClient { Settings = Exchange with { Peers = [place.EndPoint] } }, torrent);

        await got.ShouldGetAsync(content, swarm.Token);
        Add(swarm, "p2pshare", $"PEX from {middle.Name}");
    }

    private static async Task<(Content Content, string Torrent)> MakeAsync(TestSwarm swarm)
    {
        var content = Content.MakeFolder(swarm.Folder.Make("source"));
        var torrent = swarm.Folder.At("shared.torrent");
        await P2PShareProgram.CreateAsync(content.Path, torrent, "v1", "64KiB", tracker: null, swarm.Token);
        return (content, torrent);
    }

    private void Add(TestSwarm swarm, string leecher, string way) =>
        output.WriteLine(Measurements.AddTransfer("p2pshare", leecher, "v1", "folder", way, swarm.Elapsed));
}
