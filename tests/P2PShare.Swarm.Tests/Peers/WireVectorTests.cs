using System.Globalization;
using System.Net;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>What comes of others' vectors in a session, where that is more than what the codecs say of them.</summary>
public sealed class WireVectorTests
{
    /// <summary>Nobody waits longer for the rest of what was begun.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(4);

    [VectorFact]
    public async Task Every_wrong_message_ends_its_session_and_no_other()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { MaxSessionsPerAddress = 100 });
        var rows = Vectors.Of("wire").Where(row => row.Outcome == "invalid" && Number(row) is (>= 437 and <= 443) or (>= 693 and <= 723)).ToList();
        rows.Count.ShouldBe(15);
        var others = await scene.ComeAsync();
        var peers = new List<(VectorRow Row, FakePeer Peer)>();
        foreach (var row in rows)
        {
            var peer = await scene.ComeAsync(from: scene.Host(200));
            await peer.SendBytesAsync(row.File);
            peers.Add((row, peer));
        }

        await scene.PassAsync(TimeSpan.FromSeconds(2));
        peers.Single(each => Number(each.Row) == 439).Peer.IsLeft.ShouldBeTrue("there is no such piece");
        for (var waited = TimeSpan.Zero; waited < LongestWait; waited += TimeSpan.FromSeconds(60))
        {
            await others.SendAsync(PeerMessageWriter.WriteKeepAlive);
            await scene.PassAsync(TimeSpan.FromSeconds(60), step: TimeSpan.FromSeconds(1));
        }

        peers.Where(each => !each.Peer.IsLeft).Select(each => each.Row.ToString()).ShouldBeEmpty();
        others.IsLeft.ShouldBeFalse();
    }

    [VectorFact]
    public async Task An_introduction_that_cannot_be_read_ends_its_session()
    {
        await using var scene = await Scene.OfSeedAsync();
        var peer = await scene.ComeAsync();

        await peer.SendAsync(Wire.Message(Ids.Extended, [0, .. Row(967).File]));

        await scene.UntilAsync(() => peer.IsLeft, TimeSpan.FromSeconds(5));
    }

    [VectorFact]
    public async Task A_request_for_metadata_is_answered_and_what_nobody_asked_for_is_passed_over()
    {
        await using var scene = await Scene.OfSeedAsync();
        var peer = await scene.ComeAsync();
        await peer.SendAsync(Wire.Message(Ids.Extended, [0, .. "d1:md11:ut_metadatai3eee"u8]));
        var id = Engine.Peers.Introductions.MetadataId;

        foreach (var row in Vectors.Of("wire").Where(row => Number(row) is (>= 724 and <= 727) or (>= 964 and <= 966)))
        {
            await peer.SendAsync(Wire.Message(Ids.Extended, [id, .. row.File]));
        }

        await scene.PassAsync(TimeSpan.FromSeconds(2));
        peer.IsLeft.ShouldBeFalse();
        peer.Heard.ShouldNotContain("extended 3");
        await peer.SendAsync(Wire.Message(Ids.Extended, [id, .. Row(963).File]));
        await scene.UntilAsync(() => peer.Heard.Contains("extended 3"), TimeSpan.FromSeconds(10));
    }

    [VectorFact]
    public async Task Whoever_comes_with_any_of_the_peer_ids_is_let_in()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { MaxSessionsPerAddress = 100 });
        var rows = Vectors.Of("wire").Where(row => Number(row) is >= 728 and <= 778).ToList();
        rows.Count.ShouldBe(51);
        foreach (var (index, row) in rows.Index())
        {
            // Some are the same in what the row says of them: one that is here already would be left.
            byte[] id = [.. row.File.Take(PeerId.Size), .. new byte[Math.Max(0, PeerId.Size - row.File.Length)]];
            id[^1] = (byte)index;
            var peer = await scene.ComeAsync(from: scene.Host(200), id: new PeerId(id));
            peer.IsLeft.ShouldBeFalse(row.ToString());
        }

        scene.Torrent.Snapshot().Peers.ShouldBe(rows.Count);
    }

    [VectorFact]
    public async Task An_encrypted_handshake_that_is_not_for_us_comes_to_nothing_on_either_side()
    {
        await using var scene = await Scene.OfSeedAsync();
        var incoming = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        incoming.Listen();
        await incoming.SendBytesAsync(Row(716).File);
        await incoming.SendBytesAsync(Row(717).File);

        // Our own attempts meet the answers to somebody else's.
        foreach (var number in new[] { 718, 719 })
        {
            await using var listener = scene.Host(number - 600).Listen(new IPEndPoint(IPAddress.Any, 6881));
            var attempt = scene.Node.AddAsync(
                TestTorrent.OfFile(Protocol.Metainfo.TorrentFormat.V1, 16 * 1024, number).Metainfo, new IPEndPoint(scene.Host(number - 600).Addresses[0], 6881));
            await scene.Time.AdvanceUntilAsync(attempt);
            var accepting = FakePeer.AcceptAsync(listener);
            await scene.UntilAsync(() => accepting.IsCompleted);
            var answering = scene.Keep(await accepting);
            answering.Listen();
            await answering.SendBytesAsync(Row(number).File);
            await scene.UntilAsync(() => answering.IsLeft, TimeSpan.FromSeconds(30));
            (await attempt).Snapshot().Peers.ShouldBe(0);
        }

        await scene.UntilAsync(() => incoming.IsLeft, TimeSpan.FromSeconds(30));
        scene.Torrent.Snapshot().Peers.ShouldBe(0);
        (await scene.ComeAsync()).IsLeft.ShouldBeFalse();
    }

    private static int Number(VectorRow row) => int.Parse(row.Id, CultureInfo.InvariantCulture);

    private static VectorRow Row(int number) => Vectors.Of("wire").Single(row => Number(row) == number);
}
