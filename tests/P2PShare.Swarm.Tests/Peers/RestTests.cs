using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>A seed that nobody has asked for a while lets go of what it needs for peers, and has it again when one comes.</summary>
public sealed class RestTests
{
    [Fact]
    public async Task A_seed_that_has_rested_gives_as_before_and_goes_on_counting()
    {
        await using var scene = await Scene.OfSeedAsync();
        for (var visit = 1; visit <= 3; visit++)
        {
            var peer = await scene.ComeAsync();
            await peer.SendAsync(PeerMessageWriter.WriteInterested);
            await scene.UntilAsync(() => peer.Heard.Contains("unchoke"));
            await peer.SendAsync(Wire.Request(visit, 0, 16_384));
            await scene.UntilAsync(() => peer.Heard.Contains($"block {visit} 0 16384"));

            peer.Heard.ShouldContain("have all");
            scene.Torrent.Snapshot().Peers.ShouldBe(1);
            scene.Torrent.Files().ShouldHaveSingleItem().BytesDone.ShouldBe(scene.Content.Metainfo.TotalLength);

            await peer.DisposeAsync();
            await scene.UntilAsync(() => scene.Torrent.Snapshot().Peers == 0);
            await scene.PassAsync(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(5));
            scene.Torrent.Snapshot().Uploaded.ShouldBe(visit * 16_384);
        }
    }

    [Fact]
    public async Task A_seed_at_rest_that_is_paused_and_goes_on_has_all_it_had()
    {
        await using var scene = await Scene.OfSeedAsync();
        await scene.PassAsync(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

        scene.Torrent.Pause();
        await scene.PassAsync(TimeSpan.FromSeconds(5));
        scene.Torrent.Resume();
        await scene.PassAsync(TimeSpan.FromSeconds(5));

        var peer = await scene.ComeAsync();
        await scene.UntilAsync(() => peer.Heard.Contains("have all"));
    }
}
