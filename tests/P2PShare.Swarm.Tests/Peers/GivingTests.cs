using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>Who is given what: rows 23 and 38 of the catalogue of threats, and BEP 6.</summary>
public sealed class GivingTests
{
    [Fact]
    public async Task A_choked_peer_gets_its_allowed_pieces_once_and_nothing_else()
    {
        // Pieces enough that the allowed ones are few of them.
        await using var scene = await Scene.OfSeedAsync(TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100 * 16 * 1024), options => options with { UploadSlots = 2 });
        await scene.TakeSlotsAsync(2);
        var peer = await scene.ComeAsync();
        await scene.UntilAsync(() => peer.Heard.Any(line => line.StartsWith("allowed fast", StringComparison.Ordinal)));
        await scene.PassAsync(TimeSpan.FromSeconds(1));
        var allowed = peer.Heard.Where(line => line.StartsWith("allowed fast", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(' ')[2], null)).ToList();
        var other = Enumerable.Range(0, 100).First(piece => !allowed.Contains(piece));

        await peer.SendAsync(Wire.Request(other, 0, 16_384), Wire.Request(allowed[0], 0, 16_384));
        await scene.UntilAsync(() => peer.Heard.Contains($"block {allowed[0]} 0 16384"));
        await peer.SendAsync(Wire.Request(allowed[0], 0, 16_384));
        await scene.UntilAsync(() => peer.Heard.Contains($"reject {allowed[0]} 0 16384"));

        allowed.Count.ShouldBe(10);
        peer.Heard.ShouldContain($"reject {other} 0 16384");
        peer.Heard.ShouldNotContain("unchoke");
        scene.Torrent.Snapshot().Uploaded.ShouldBe(16_384);
    }

    [Fact]
    public async Task A_choked_peer_without_the_fast_extension_gets_nothing_and_no_answer()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { UploadSlots = 2 });
        await scene.TakeSlotsAsync(2);
        var peer = await scene.ComeAsync(HandshakeFeatures.None);

        await peer.SendAsync([.. Enumerable.Range(0, 15).Select(piece => Wire.Request(piece, 0, 16_384))]);
        await scene.PassAsync(TimeSpan.FromSeconds(5));

        peer.Heard.ShouldHaveSingleItem().ShouldStartWith("bitfield");
        peer.IsLeft.ShouldBeFalse();
        scene.Torrent.Snapshot().Uploaded.ShouldBe(0);
    }

    [Fact]
    public async Task What_we_have_not_is_rejected()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var peer = await scene.ComeAsync();
        await peer.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => peer.Heard.Contains("unchoke"));

        await peer.SendAsync(Wire.Request(3, 0, 16_384));

        await scene.UntilAsync(() => peer.Heard.Contains("reject 3 0 16384"));
        await scene.PassAsync(TimeSpan.FromSeconds(2));
        scene.Torrent.Ended.IsCompleted.ShouldBeFalse("nobody has looked for it on the disk");
    }

    [Fact]
    public async Task The_same_request_again_and_again_is_served_once_while_it_waits()
    {
        await using var scene = await Scene.OfSeedAsync();
        var peer = await scene.ComeAsync();
        await peer.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => peer.Heard.Contains("unchoke"));

        // In one send, so that all are queued before the first is served; what is served in between may be asked for again.
        await peer.SendAsync([.. Enumerable.Repeat(Wire.Request(3, 0, 16_384), 1000)]);
        await scene.UntilAsync(() => peer.Heard.Contains("block 3 0 16384"));
        await scene.PassAsync(TimeSpan.FromSeconds(2));

        peer.Heard.Count(line => line == "block 3 0 16384").ShouldBeLessThan(20);
        peer.IsLeft.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_wants_nothing_yet_is_unchoked_as_long_as_nobody_else_has_a_use_for_the_slot()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { UploadSlots = 2 });
        var early = await scene.ComeAsync();
        await scene.UntilAsync(() => early.Heard.Contains("unchoke"));

        await early.SendAsync(PeerMessageWriter.WriteInterested, Wire.Request(3, 0, 16_384));
        await scene.UntilAsync(() => early.Heard.Contains("block 3 0 16384"));
        early.Heard.Count(line => line is "unchoke" or "choke").ShouldBe(1);

        var lent = await scene.ComeAsync();
        await scene.UntilAsync(() => lent.Heard.Contains("unchoke"));
        var third = await scene.ComeAsync();
        await third.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => third.Heard.Contains("unchoke") && lent.Heard.Contains("choke"));
        early.Heard.ShouldNotContain("choke");
    }

    [Fact]
    public async Task A_slot_that_was_lent_is_its_own_for_a_whole_round_from_when_it_wants_something()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { UploadSlots = 2 });
        var early = await scene.ComeAsync();
        await scene.UntilAsync(() => early.Heard.Contains("unchoke"));
        await scene.PassAsync(TimeSpan.FromSeconds(45));
        await scene.TakeSlotsAsync(1);

        await early.SendAsync(PeerMessageWriter.WriteInterested);
        var late = await scene.ComeAsync();
        await late.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.PassAsync(TimeSpan.FromSeconds(9));

        early.Heard.ShouldNotContain("choke");
        await scene.UntilAsync(() => late.Heard.Contains("unchoke"));
    }

    [Fact]
    public async Task There_are_so_many_slots_and_no_more()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { UploadSlots = 3 });
        var peers = new List<FakePeer>();
        for (var count = 0; count < 10; count++)
        {
            var peer = await scene.ComeAsync();
            await peer.SendAsync(PeerMessageWriter.WriteInterested);
            peers.Add(peer);
        }

        await scene.PassAsync(TimeSpan.FromSeconds(5));

        peers.Count(peer => peer.Heard.Contains("unchoke")).ShouldBe(3);
    }
}
