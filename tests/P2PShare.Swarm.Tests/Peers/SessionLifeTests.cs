using System.Net;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>Who is let in, how many, and for how long: rows 28 to 30 of the catalogue of threats.</summary>
public sealed class SessionLifeTests
{
    [Fact]
    public async Task Who_does_not_shake_hands_within_ten_seconds_is_left()
    {
        await using var scene = await Scene.OfSeedAsync();
        var silent = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        silent.Listen();

        await scene.PassAsync(TimeSpan.FromSeconds(8));
        silent.IsLeft.ShouldBeFalse();
        await scene.UntilAsync(() => silent.IsLeft, TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_handshake_that_trickles_gets_no_more_time()
    {
        await using var scene = await Scene.OfSeedAsync();
        var slow = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        slow.Listen();

        foreach (var value in "\u0013BitTorrent protocol"u8.ToArray())
        {
            await slow.SendBytesAsync(new[] { value });
            await scene.PassAsync(TimeSpan.FromSeconds(1));
        }

        slow.IsLeft.ShouldBeTrue();
    }

    [Fact]
    public async Task What_cannot_become_a_handshake_is_left_at_once_and_unanswered()
    {
        await using var scene = await Scene.OfSeedAsync();
        var other = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        other.Listen();

        await other.SendBytesAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        await scene.UntilAsync(() => other.IsLeft, TimeSpan.FromSeconds(5));
        other.Greeting.ShouldBeNull();
    }

    [Fact]
    public async Task A_torrent_that_is_not_here_is_not_talked_about()
    {
        await using var scene = await Scene.OfSeedAsync();
        var lost = scene.Keep(await FakePeer.ComeAsync(scene.Host(), scene.Node.Address, new Sha1Hash(new byte[20])));

        await scene.UntilAsync(() => lost.IsLeft, TimeSpan.FromSeconds(5));

        lost.Greeting.ShouldBeNull();
    }

    [Fact]
    public async Task Who_comes_with_our_own_id_is_not_let_in()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var first = await scene.ComeAsync();
        var ownId = first.Greeting!.Value.PeerId;

        var mirror = scene.Keep(await FakePeer.ComeAsync(scene.Host(), scene.Node.Address, scene.Hash, id: ownId));
        await scene.UntilAsync(() => mirror.IsLeft, TimeSpan.FromSeconds(5));

        mirror.Greeting!.Value.PeerId.ShouldBe(ownId, "it is told, so that we know on the other side that it was us");
        mirror.Heard.ShouldBeEmpty();
        first.IsLeft.ShouldBeFalse();
        scene.Torrent.Snapshot().Peers.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_here_already_is_not_let_in_again()
    {
        await using var scene = await Scene.OfSeedAsync();
        var id = FakePeer.NewId();
        var first = await scene.ComeAsync(id: id);

        var second = scene.Keep(await FakePeer.ComeAsync(scene.Host(), scene.Node.Address, scene.Hash, id: id));

        await scene.UntilAsync(() => second.IsLeft, TimeSpan.FromSeconds(5));
        first.IsLeft.ShouldBeFalse();
        scene.Torrent.Snapshot().Peers.ShouldBe(1);
    }

    [Fact]
    public async Task One_address_gets_so_many_sessions_and_others_still_get_theirs()
    {
        await using var scene = await Scene.OfSeedAsync();
        var host = scene.Host();
        var limit = new Engine.EngineOptions { StateDirectory = "x" }.MaxSessionsPerAddress;
        var allowed = new List<FakePeer>();
        for (var count = 0; count < limit; count++)
        {
            allowed.Add(await scene.ComeAsync(from: host));
        }

        var more = scene.Keep(await FakePeer.ComeAsync(host, scene.Node.Address, scene.Hash));
        await scene.UntilAsync(() => more.IsLeft, TimeSpan.FromSeconds(5));
        var other = await scene.ComeAsync();

        allowed.ShouldAllBe(peer => !peer.IsLeft);
        other.IsLeft.ShouldBeFalse();
        await allowed[0].DisposeAsync();
        await scene.UntilAsync(() => scene.Torrent.Snapshot().Peers == limit);
        (await scene.ComeAsync(from: host)).IsLeft.ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, 200)]
    [InlineData(100, 3)]
    public async Task A_torrent_and_the_whole_program_have_so_many_sessions(int torrent, int program)
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { MaxSessionsPerTorrent = torrent, MaxSessions = program });
        for (var count = 0; count < 3; count++)
        {
            (await scene.ComeAsync()).IsLeft.ShouldBeFalse();
        }

        var more = scene.Keep(await FakePeer.ComeAsync(scene.Host(), scene.Node.Address, scene.Hash));

        await scene.UntilAsync(() => more.IsLeft, TimeSpan.FromSeconds(5));
        scene.Torrent.Snapshot().Peers.ShouldBe(3);
    }

    [Fact]
    public async Task So_many_attempts_are_under_way_at_once_and_each_is_given_up_in_time()
    {
        const int most = 4;
        var addresses = Enumerable.Range(100, 20).Select(number => new IPEndPoint(new IPAddress([10, 0, 1, (byte)number]), 6881)).ToList();
        await using var scene = await Scene.OfLeecherAsync(configure: options => options with { MaxHalfOpen = most });
        foreach (var number in Enumerable.Range(100, 20))
        {
            scene.Host(number).CutOff();
        }

        await scene.Node.AddAsync(TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_000, "other.bin").Metainfo, options => options with { Peers = addresses });

        // Nobody answers: each attempt lasts as long as it may, and twenty of them take five turns.
        await scene.UntilAsync(() => scene.Attempts.Count >= addresses.Count, TimeSpan.FromSeconds(60));
        scene.Attempts.MostAtOnce.ShouldBe(most);
    }

    [Fact]
    public async Task A_peer_that_turns_out_to_be_ourselves_is_not_tried_again()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var before = scene.Attempts.Count;

        await scene.Node.AddAsync(TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_000, "other.bin").Metainfo, scene.Node.Address);

        await scene.UntilAsync(() => scene.Attempts.Count > before);
        await scene.PassAsync(TimeSpan.FromMinutes(3), step: TimeSpan.FromSeconds(1));
        scene.Attempts.Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task Silence_ends_a_session_and_a_keep_alive_now_and_then_is_enough()
    {
        await using var scene = await Scene.OfSeedAsync();
        var silent = await scene.ComeAsync();
        var quiet = await scene.ComeAsync();

        await scene.PassAsync(TimeSpan.FromSeconds(100));
        await quiet.SendAsync(PeerMessageWriter.WriteKeepAlive);
        silent.IsLeft.ShouldBeFalse();
        await scene.PassAsync(TimeSpan.FromSeconds(60));

        silent.IsLeft.ShouldBeTrue();
        quiet.IsLeft.ShouldBeFalse();
        quiet.Heard.ShouldContain("keep-alive", "two minutes of silence end a session on the other side too");
    }

    [Fact]
    public async Task A_seed_keeps_no_seeds_and_nobody_who_only_gives()
    {
        await using var scene = await Scene.OfSeedAsync();
        var seed = await scene.ComeAsync();
        var giver = await scene.ComeAsync();
        var leecher = await scene.ComeAsync();

        await seed.SendAsync(PeerMessageWriter.WriteHaveAll);
        await giver.SendAsync(output => PeerMessageWriter.WriteExtended(output, 0, "d1:mde11:upload_onlyi1ee"u8));
        await leecher.SendAsync(output => PeerMessageWriter.WriteHave(output, 3));

        await scene.UntilAsync(() => seed.IsLeft && giver.IsLeft, TimeSpan.FromSeconds(5));
        await scene.PassAsync(TimeSpan.FromSeconds(5));
        leecher.IsLeft.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_asks_and_never_reads_is_left()
    {
        await using var scene = await Scene.OfSeedAsync(TestTorrent.OfFile(TorrentFormat.V1, 256 * 1024, 4_000_000));
        var peer = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        await peer.GreetAsync(scene.Hash);
        await peer.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => scene.Torrent.Snapshot().Peers == 1);
        await scene.PassAsync(TimeSpan.FromSeconds(2));
        for (var piece = 0; piece < 15; piece++)
        {
            await peer.SendAsync([.. Enumerable.Range(0, 16).Select(block => Wire.Request(piece, block * PieceGeometry.BlockLength, PieceGeometry.BlockLength))]);
        }

        // It says that it is alive all the time, and takes nothing.
        for (var count = 0; count < 30 && scene.Torrent.Snapshot().Peers == 1; count++)
        {
            await scene.PassAsync(TimeSpan.FromSeconds(10), step: TimeSpan.FromSeconds(1));
            await peer.SendAsync(PeerMessageWriter.WriteKeepAlive);
        }

        scene.Torrent.Snapshot().Peers.ShouldBe(0);
        scene.Torrent.Snapshot().Uploaded.ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public async Task Who_reads_slowly_is_not_left()
    {
        await using var scene = await Scene.OfSeedAsync(TestTorrent.OfFile(TorrentFormat.V1, 256 * 1024, 4_000_000));
        var peer = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        await peer.GreetAsync(scene.Hash);
        await peer.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.PassAsync(TimeSpan.FromSeconds(2));
        await peer.SendAsync([.. Enumerable.Range(0, 15).SelectMany(piece => Enumerable.Range(0, 16).Select(block => Wire.Request(piece, block * PieceGeometry.BlockLength, PieceGeometry.BlockLength)))]);

        // A block in 40 seconds: what would be sent to a fast one at once takes longer than anybody waits.
        for (var count = 0; count < 20; count++)
        {
            await scene.PassAsync(TimeSpan.FromSeconds(40), step: TimeSpan.FromSeconds(1));
            await peer.TakeAsync(PieceGeometry.BlockLength);
            await peer.SendAsync(PeerMessageWriter.WriteKeepAlive);
        }

        scene.Torrent.Snapshot().Peers.ShouldBe(1);
    }

    [Fact]
    public async Task Who_floods_us_with_what_has_to_be_answered_and_never_reads_is_left_at_once()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { UploadSlots = 2 });
        await scene.TakeSlotsAsync(2);
        var peer = scene.Keep(await FakePeer.ConnectAsync(scene.Host(), scene.Node.Address));
        await peer.GreetAsync(scene.Hash);
        await scene.UntilAsync(() => scene.Torrent.Snapshot().Peers == 3);

        // Each is rejected, as it is choked: as many bytes to be sent as came.
        var requests = Enumerable.Repeat(Wire.Request(3, 0, 16_384), 10_000).ToArray();
        for (var count = 0; count < 40 && scene.Torrent.Snapshot().Peers == 3; count++)
        {
            await peer.SendAsync(requests);
            await scene.PassAsync(TimeSpan.FromMilliseconds(250));
        }

        scene.Torrent.Snapshot().Peers.ShouldBe(2);
    }

    [Fact]
    public async Task A_torrent_that_stops_says_goodbye_to_all()
    {
        await using var scene = await Scene.OfSeedAsync();
        var peer = await scene.ComeAsync();

        var stopping = scene.Torrent.StopAsync();
        await scene.Time.AdvanceUntilAsync(stopping);

        (await stopping).Outcome.ShouldBe(TorrentOutcome.Completed);
        await scene.UntilAsync(() => peer.IsLeft, TimeSpan.FromSeconds(5));
    }
}
