using P2PShare.Interop.Tests.Clients;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>
/// One seed, one leecher, one of them ours. The torrent is made by the side that seeds, as in life, and both find each other through
/// opentracker, so that a failure is the pair's own.
/// </summary>
internal static class TransferScenario
{
    private const int PieceLength = 64 * 1024;

    /// <summary>Has content go from one to the other and compares it byte for byte.</summary>
    /// <param name="network">Where they meet.</param>
    /// <param name="output">Told how it went.</param>
    /// <param name="seeder">Makes the torrent and seeds it.</param>
    /// <param name="leecher">Gets it.</param>
    /// <param name="format"><c>v1</c>, <c>hybrid</c> or <c>v2</c>.</param>
    /// <param name="shape"><c>file</c> or <c>folder</c>.</param>
    /// <param name="byLink">Whether the leecher is given the magnet link in place of the torrent.</param>
    public static async Task RunAsync(
        NetworkNamespace network, ITestOutputHelper output, IPeerProgram seeder, IPeerProgram leecher, string format, string shape, bool byLink = false)
    {
        await using var swarm = new TestSwarm(network, output);
        var source = swarm.Folder.Make("source");
        var content = shape == "folder" ? Content.MakeFolder(source) : Content.MakeFile(source);
        var torrent = swarm.Folder.At("shared.torrent");
        var tracker = swarm.Use(new OpentrackerProcess(swarm.NextPlace()));
        await CreateAsync(seeder, content, torrent, format, tracker.AnnounceUrl, swarm.Token);
        await tracker.StartAsync([torrent], swarm.Token);

        await swarm.SeedAsync(seeder, torrent, content);
        var got = await swarm.LeechAsync(leecher, byLink ? await P2PShareProgram.RunAsync(["magnet", torrent], swarm.Token) : torrent);
        await got.ShouldGetAsync(content, swarm.Token);

        output.WriteLine(Measurements.AddTransfer(seeder.Name, leecher.Name, format, byLink ? $"{shape} by link" : shape, tracker.Name, swarm.Elapsed));
    }

    private static Task CreateAsync(IPeerProgram seeder, Content content, string torrent, string format, string tracker, CancellationToken cancellationToken) => seeder switch
    {
        P2PShareClient => P2PShareProgram.CreateAsync(content.Path, torrent, format, "64KiB", tracker, cancellationToken),
        LibtorrentClient => LibtorrentClient.CreateAsync(content.Path, torrent, format, PieceLength, tracker, cancellationToken: cancellationToken),
        _ => MktorrentClient.CreateAsync(content.Path, torrent, PieceLength, tracker, cancellationToken),
    };
}
