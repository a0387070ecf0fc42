using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>A whole engine says what holds its torrent up, and the numbers that show it.</summary>
public sealed class DiagnosisTests
{
    [Fact]
    public async Task A_swarm_without_anyone()
    {
        await using var scene = await Scene.OfLeecherAsync();

        var diagnosis = scene.Torrent.Diagnose();

        diagnosis.Reason.ShouldBe(HoldUp.NoPeers);
        diagnosis.Facts.Sources.Select(source => (source.Kind, source.Outcome)).ShouldBe(
        [
            (SourceKind.Tracker, SourceOutcome.None),
            (SourceKind.Dht, SourceOutcome.Off),
            (SourceKind.Pex, SourceOutcome.None),
            (SourceKind.Lsd, SourceOutcome.Off),
            (SourceKind.Remembered, SourceOutcome.None),
            (SourceKind.User, SourceOutcome.None),
        ]);
    }

    [Fact]
    public async Task Peers_that_nobody_can_connect_to()
    {
        await using var scene = await Scene.OfLeecherAsync(run: options => options with { Peers = [new IPEndPoint(IPAddress.Parse("10.0.9.9"), 7000)] });

        await scene.UntilAsync(() => scene.Torrent.Diagnose().Reason == HoldUp.CannotConnect);

        var peers = scene.Torrent.Diagnose().Facts.Peers;
        (peers.Refused + peers.TimedOut).ShouldBe(1);
    }

    [Fact]
    public async Task A_seed_that_chokes_us()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var seed = await scene.ComeAsync();
        await seed.SendAsync(Scene.HasAll(scene.Content.Metainfo.Geometry.PieceCount));

        await scene.UntilAsync(() => scene.Torrent.Diagnose().Reason == HoldUp.Choked);

        scene.Torrent.Diagnose().Facts.Peers.Interesting.ShouldBe(1);
        var peer = scene.Torrent.Peers().ShouldHaveSingleItem();
        (peer.PeerChoking, peer.AmInterested, peer.Progress, peer.IsIncoming).ShouldBe((true, true, 1.0, true));
    }

    [Fact]
    public async Task Peers_that_have_nothing_of_what_is_missing()
    {
        await using var scene = await Scene.OfLeecherAsync();
        await scene.ComeAsync();

        await scene.UntilAsync(() => scene.Torrent.Diagnose().Reason == HoldUp.MissingPieces);

        scene.Torrent.Diagnose().Facts.Pieces.Unavailable.ShouldBe(scene.Content.Metainfo.Geometry.PieceCount);
    }

    [Fact]
    public async Task A_peer_that_sends_what_it_can()
    {
        await using var scene = await Scene.OfLeecherAsync();
        await scene.ComeAsSeedAsync();

        await scene.UntilAsync(() => scene.Torrent.Diagnose().Reason == HoldUp.PeersUpload);

        scene.Torrent.Diagnose().Facts.Peers.Unchoking.ShouldBe(1);
        await scene.UntilAsync(() => scene.Torrent.Diagnose().Facts.Peers.Snubbing == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_limit_down_that_is_reached(bool isShared)
    {
        await using var scene = await Scene.OfLeecherAsync();
        var limits = isShared ? scene.Node.Engine.Limits : scene.Torrent.Limits;
        limits.MaxDownloadRate = 1000;
        var seed = await scene.ComeAsSeedAsync();

        // More than the connection takes while nothing is read: it ends when the limit does.
        var sending = seed.SendAsync([.. Enumerable.Repeat(scene.Block(0, 0), 20)]);
        await UntilAsync(scene, () => scene.Torrent.Diagnose().Reason == HoldUp.DownloadLimit);

        scene.Torrent.Diagnose().IsLimitShared.ShouldBe(isShared);
        limits.MaxDownloadRate = 0;
        await scene.UntilAsync(() => sending.IsCompleted && scene.Torrent.Diagnose().Reason != HoldUp.DownloadLimit);
    }

    [Fact]
    public async Task A_limit_up_that_is_reached()
    {
        await using var scene = await Scene.OfSeedAsync();
        scene.Torrent.Limits.MaxUploadRate = 1000;
        var leech = await scene.ComeAsync();
        await leech.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => leech.Heard.Contains("unchoke"));
        await leech.SendAsync([.. Enumerable.Range(0, 10).Select(piece => Wire.Request(piece, 0, 16 * 1024))]);

        await UntilAsync(scene, () => scene.Torrent.Diagnose().Reason == HoldUp.UploadLimit);
    }

    [Fact]
    public async Task A_disk_that_does_not_keep_up()
    {
        var plan = new FaultPlan();
        var slow = new TaskCompletionSource();
        plan.Hold("content.bin", slow.Task, FileOperation.Write);
        await using var scene = await Scene.OfLeecherAsync(
            TestTorrent.OfFile(TorrentFormat.V1, 128 * 1024, 2_000_000),
            options => options with { BlockMemory = 1024 * 1024 },
            files: new FaultyFileSystem(new PhysicalFileSystem(), plan));
        var seed = await scene.ComeAsSeedAsync();
        var given = 0;

        await scene.UntilAsync(() =>
        {
            var asked = seed.Heard.Where(line => line.StartsWith("request", StringComparison.Ordinal)).Skip(given).ToList();
            given += asked.Count;
            _ = seed.SendAsync([.. asked.Select(line => Wire.RangeOf(line)).Select(range => scene.Block(range.Piece, range.Begin, range.Length))]);
            return scene.Torrent.Diagnose().Reason == HoldUp.Disk;
        });

        scene.Torrent.Diagnose().Facts.Load.DiskQueued.ShouldBeGreaterThan(512 * 1024);
        slow.SetResult();
    }

    [Fact]
    public async Task A_seed_of_which_nobody_wants_anything()
    {
        await using var scene = await Scene.OfSeedAsync();
        await scene.ComeAsync();

        await scene.UntilAsync(() => scene.Torrent.Diagnose() is { Reason: HoldUp.NobodyWants, Facts.Peers.Connected: 1 });
    }

    /// <summary>In steps well below the 100 ms for which a limit makes somebody wait, so that the next wait begins soon after.</summary>
    private static Task UntilAsync(Scene scene, Func<bool> condition) => scene.Time.AdvanceUntilAsync(condition, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
}
