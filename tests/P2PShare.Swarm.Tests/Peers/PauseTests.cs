using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>A torrent that is paused and goes on.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task What_is_paused_leaves_its_peers_and_lets_nobody_in()
    {
        await using var scene = await Scene.OfSeedAsync();
        var peer = await scene.ComeAsync();

        scene.Torrent.Pause();
        scene.Torrent.Snapshot().State.ShouldBe(TorrentState.Paused);
        await scene.UntilAsync(() => peer.IsLeft && scene.Node.Told.OfType<EngineEvent.Paused>().Any());
        var late = await scene.ComeAsync();

        late.Greeting.ShouldBeNull();
        late.IsLeft.ShouldBeTrue();
        await scene.UntilAsync(() => scene.Torrent.Snapshot().Peers == 0);
        scene.Torrent.Diagnose().Reason.ShouldBe(HoldUp.Paused);
        scene.Node.Told.OfType<EngineEvent.Paused>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_goes_on_has_what_it_had_and_checks_nothing_again()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var seed = await scene.ComeAsync(HandshakeFeatures.None);
        await seed.SendAsync(Scene.HasAll(scene.Content.Metainfo.Geometry.PieceCount), PeerMessageWriter.WriteUnchoke);
        await GivePiecesAsync(scene, seed, pieces: 3);
        await scene.UntilAsync(() => scene.Torrent.Snapshot().BytesDone > 0);

        scene.Torrent.Pause();
        await scene.UntilAsync(() => seed.IsLeft && scene.Node.Told.OfType<EngineEvent.Paused>().Any());
        var had = scene.Torrent.Snapshot();
        await scene.PassAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        scene.Torrent.Resume();
        await scene.UntilAsync(() => scene.Torrent.Snapshot().State == TorrentState.Downloading);
        var again = await scene.ComeAsSeedAsync();
        var leftOver = scene.Content.Metainfo.Geometry.PieceCount - scene.Torrent.Files()[0].BytesDone / scene.Content.Metainfo.Geometry.PieceLength;
        await GivePiecesAsync(scene, again, (int)leftOver);

        had.BytesDone.ShouldBeGreaterThan(0);
        await scene.UntilAsync(() => scene.Torrent.Snapshot().State == TorrentState.Seeding);
        scene.Node.Read(scene.Content.Metainfo, scene.Content.Files[0].Path).ShouldBe(scene.Content.Files[0].Content);
        scene.Torrent.Snapshot().Downloaded.ShouldBeGreaterThanOrEqualTo(scene.Content.Files[0].Content.Length);
        scene.Torrent.Snapshot().Downloaded.ShouldBeLessThan(scene.Content.Files[0].Content.Length + (4 * scene.Content.Metainfo.Geometry.PieceLength), "only what had been begun is got twice");
        scene.Node.Told.OfType<EngineEvent.Checking>().Count().ShouldBe(1);
        scene.Node.Told.OfType<EngineEvent.Resumed>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task No_time_runs_out_while_it_is_paused()
    {
        await using var scene = await Scene.OfLeecherAsync(
            run: options => options with { Stop = new StopConditions { Timeout = TimeSpan.FromMinutes(2), StallTimeout = TimeSpan.FromMinutes(1) } });

        scene.Torrent.Pause();
        await scene.PassAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5));
        scene.Torrent.Ended.IsCompleted.ShouldBeFalse();
        scene.Torrent.Resume();
        await scene.PassAsync(TimeSpan.FromSeconds(30));
        scene.Torrent.Ended.IsCompleted.ShouldBeFalse();

        await scene.UntilAsync(() => scene.Torrent.Ended.IsCompleted, TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Who_was_known_is_connected_to_again_at_once()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var host = scene.Host();
        await using var listener = host.Listen(new System.Net.IPEndPoint(host.Addresses[0], 7000));
        var incoming = await scene.ComeAsync(from: host);
        await incoming.SendAsync(ListensOn(7000));
        await scene.UntilAsync(() => scene.Torrent.Peers() is [{ Client: "fake 1" }]);

        scene.Torrent.Pause();
        await scene.UntilAsync(() => incoming.IsLeft);
        scene.Torrent.Resume();

        var accepting = FakePeer.AcceptAsync(listener);
        await scene.UntilAsync(() => accepting.IsCompleted, TimeSpan.FromSeconds(5));
        scene.Keep(await accepting);
    }

    [Fact]
    public async Task Whoever_was_banned_stays_so()
    {
        await using var scene = await Scene.OfLeecherAsync(P2PShare.Testing.Torrents.TestTorrent.OfFile(P2PShare.Protocol.Metainfo.TorrentFormat.V1, 16 * 1024, 20_000));
        var host = scene.Host();
        var liar = await scene.ComeAsync(from: host);
        await liar.SendAsync(ListensOn(7000), Scene.HasAll(2), PeerMessageWriter.WriteUnchoke);
        await scene.UntilAsync(() => liar.Heard.Any(line => line.StartsWith("request 0", StringComparison.Ordinal)));
        await liar.SendAsync(Scene.Block(0, 0, new byte[16 * 1024]));
        await scene.UntilAsync(() => scene.Node.Banned.Count == 1);

        scene.Torrent.Pause();
        await scene.UntilAsync(() => scene.Node.Told.OfType<EngineEvent.Paused>().Any());
        scene.Torrent.Resume();
        await scene.UntilAsync(() => scene.Node.Told.OfType<EngineEvent.Resumed>().Any());
        var again = await scene.ComeAsync(from: host);
        await again.SendAsync(ListensOn(7000));

        await scene.UntilAsync(() => again.IsLeft, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_is_stopped_while_it_is_paused_ends()
    {
        await using var scene = await Scene.OfLeecherAsync();
        scene.Torrent.Pause();
        await scene.UntilAsync(() => scene.Node.Told.OfType<EngineEvent.Paused>().Any());

        var stopping = scene.Torrent.StopAsync();
        await scene.UntilAsync(() => stopping.IsCompleted);

        (await stopping).Outcome.ShouldBe(TorrentOutcome.Interrupted);
        scene.Torrent.Resume();
        scene.Torrent.Snapshot().State.ShouldBe(TorrentState.Stopped);
    }

    /// <summary>Answers requests until so many blocks' pieces have been given.</summary>
    private static async Task GivePiecesAsync(Scene scene, FakePeer peer, int pieces)
    {
        var given = 0;
        var blocks = pieces * (int)(scene.Content.Metainfo.Geometry.PieceLength / (16 * 1024));
        while (given < blocks && !peer.IsLeft)
        {
            await scene.UntilAsync(() => peer.IsLeft || peer.Heard.Count(IsRequest) > given);
            foreach (var line in peer.Heard.Where(IsRequest).Skip(given).Take(blocks - given).ToList())
            {
                var range = Wire.RangeOf(line);
                await peer.SendAsync(scene.Block(range.Piece, range.Begin, range.Length));
                given++;
            }

            if (scene.Torrent.Snapshot().State == TorrentState.Seeding)
            {
                return;
            }
        }
    }

    private static Action<System.Buffers.IBufferWriter<byte>> ListensOn(int port) =>
        output => PeerMessageWriter.WriteExtended(output, 0, new ExtensionHandshake { Port = port, Client = "fake 1" }.ToBytes());

    private static bool IsRequest(string line) => line.StartsWith("request", StringComparison.Ordinal);
}
