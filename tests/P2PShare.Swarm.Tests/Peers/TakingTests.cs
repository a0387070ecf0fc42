using P2PShare.Engine.Diagnostics;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>What comes of peers that do not give what they are asked for: rows 24 to 27 of the catalogue of threats.</summary>
public sealed class TakingTests
{
    private const int BlockLength = 16 * 1024;

    [Fact]
    public async Task A_peer_that_answers_each_request_gives_it_all()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var seed = await scene.ComeAsSeedAsync();

        await GiveAsync(scene, seed);

        scene.Node.Read(scene.Content.Metainfo, scene.Content.Files[0].Path).ShouldBe(scene.Content.Files[0].Content);
        scene.Torrent.Snapshot().Wasted.ShouldBe(0);
        seed.Heard.Count(line => line.StartsWith("request", StringComparison.Ordinal)).ShouldBe(62);
        seed.IsLeft.ShouldBeTrue("two seeds have nothing to give to each other");
    }

    [Theory]
    [InlineData("unasked")]
    [InlineData("of another length")]
    [InlineData("too long")]
    [InlineData("between two blocks")]
    [InlineData("behind the last piece")]
    public async Task Whoever_goes_on_sending_what_nobody_asked_for_is_left(string what)
    {
        await using var scene = await Scene.OfLeecherAsync();
        var peer = await scene.ComeAsync();
        var message = what switch
        {
            "unasked" => Scene.Block(3, 0, new byte[BlockLength]),
            "of another length" => Scene.Block(3, 0, new byte[BlockLength - 1]),
            "too long" => Scene.Block(3, 0, new byte[4 * BlockLength]),
            "between two blocks" => Scene.Block(3, 1, new byte[BlockLength]),
            _ => Scene.Block(16, 0, new byte[BlockLength]),
        };

        await peer.SendAsync([.. Enumerable.Repeat(message, 50)]);
        await scene.PassAsync(TimeSpan.FromSeconds(2));
        peer.IsLeft.ShouldBeFalse("a little of it may have crossed with a cancel");
        for (var count = 0; count < 10 && !peer.IsLeft; count++)
        {
            await peer.SendAsync([.. Enumerable.Repeat(message, 100)]);
        }

        await scene.UntilAsync(() => peer.IsLeft, TimeSpan.FromSeconds(5));
        scene.Torrent.Snapshot().BytesDone.ShouldBe(0);
    }

    [Fact]
    public async Task What_nobody_asked_for_earns_no_slot_and_puts_off_no_stall()
    {
        await using var scene = await Scene.OfLeecherAsync(
            run: options => options with { Stop = new Engine.Torrents.StopConditions { StallTimeout = TimeSpan.FromSeconds(60) } });
        var peer = await scene.ComeAsync();

        for (var count = 0; count < 8 && !scene.Torrent.Ended.IsCompleted; count++)
        {
            await peer.SendAsync(Scene.Block(3, 0, new byte[BlockLength]));
            await scene.PassAsync(TimeSpan.FromSeconds(10));
        }

        scene.Torrent.Ended.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_rejects_everything_is_asked_less_and_less_and_then_left()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var peer = await scene.ComeAsSeedAsync();
        var answered = 0;
        var asked = new List<string>();

        for (var round = 0; round < 3000 && !peer.IsLeft; round++)
        {
            asked = [.. peer.Heard.Where(line => line.StartsWith("request", StringComparison.Ordinal))];
            await peer.SendAsync([.. asked.Skip(answered).Select(line => Wire.RangeOf(line)).Select(range => Wire.Reject(range.Piece, range.Begin, range.Length))]);
            answered = asked.Count;
            await scene.PassAsync(TimeSpan.FromMilliseconds(250));
        }

        peer.IsLeft.ShouldBeTrue();
        asked.Count.ShouldBeLessThan(500);
    }

    [Fact]
    public async Task The_more_peers_are_asked_the_less_each_is()
    {
        const int InHalfOfTheMemory = 64;
        await using var scene = await Scene.OfLeecherAsync(
            TestTorrent.OfFile(TorrentFormat.V1, BlockLength, 400 * BlockLength), options => options with { BlockMemory = 2 * InHalfOfTheMemory * BlockLength });
        var asked = new List<int>();

        for (var peers = 1; peers <= 3; peers++)
        {
            var seed = await scene.ComeAsSeedAsync();
            await scene.UntilAsync(() => seed.Heard.Any(line => line.StartsWith("request", StringComparison.Ordinal)));
            await scene.PassAsync(TimeSpan.FromSeconds(1));
            asked.Add(seed.Heard.Count(line => line.StartsWith("request", StringComparison.Ordinal)));
        }

        asked.ShouldBe([InHalfOfTheMemory, InHalfOfTheMemory / 2, InHalfOfTheMemory / 3]);
    }

    [Fact]
    public async Task A_peer_that_takes_requests_and_gives_nothing_cannot_hold_up_another()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var staller = await scene.ComeAsSeedAsync();
        await scene.UntilAsync(() => staller.Heard.Any(line => line.StartsWith("request", StringComparison.Ordinal)));
        var honest = await scene.ComeAsSeedAsync();
        var begun = scene.Time.GetUtcNow();

        await GiveAsync(scene, honest);

        (scene.Time.GetUtcNow() - begun).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Who_sent_bad_data_is_banned_and_said_so()
    {
        await using var scene = await Scene.OfLeecherAsync(TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 20 * 16 * 1024));
        var liar = await scene.ComeAsSeedAsync();
        await scene.UntilAsync(() => liar.Heard.Any(line => line.StartsWith("request", StringComparison.Ordinal)));
        var range = Wire.RangeOf(liar.Heard.First(line => line.StartsWith("request", StringComparison.Ordinal)));

        await liar.SendAsync(Scene.Block(range.Piece, range.Begin, new byte[range.Length]));

        await scene.UntilAsync(() => liar.IsLeft, TimeSpan.FromSeconds(10));
        scene.Node.Banned.ShouldBe([liar.Address]);
        scene.Node.Told.OfType<EngineEvent.PieceFailed>().ShouldHaveSingleItem().Piece.ShouldBe(range.Piece);
        scene.Torrent.Snapshot().BytesDone.ShouldBe(0);
        scene.Torrent.Snapshot().Wasted.ShouldBe(range.Length);
    }

    [Fact]
    public async Task A_liar_that_comes_back_again_and_again_is_not_let_in_any_more_and_its_neighbours_are()
    {
        await using var scene = await Scene.OfLeecherAsync(TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 20 * 16 * 1024));
        var host = scene.Host();
        for (var count = 0; count < 4; count++)
        {
            var liar = await scene.ComeAsync(from: host);
            await liar.SendAsync(Scene.HasAll(20), PeerMessageWriter.WriteUnchoke);
            await scene.UntilAsync(() => liar.Heard.Any(line => line.StartsWith("request", StringComparison.Ordinal)));
            var range = Wire.RangeOf(liar.Heard.First(line => line.StartsWith("request", StringComparison.Ordinal)));
            await liar.SendAsync(Scene.Block(range.Piece, range.Begin, new byte[range.Length]));
            await scene.UntilAsync(() => liar.IsLeft, TimeSpan.FromSeconds(10));
        }

        var again = scene.Keep(await FakePeer.ComeAsync(host, scene.Node.Address, scene.Hash));
        await scene.UntilAsync(() => again.IsLeft, TimeSpan.FromSeconds(5));

        again.Heard.ShouldBeEmpty();
        (await scene.ComeAsync()).IsLeft.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_peer_that_chokes_but_what_it_allows()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var peer = await scene.ComeAsync();

        await peer.SendAsync(PeerMessageWriter.WriteHaveAll, output => PeerMessageWriter.WriteAllowedFast(output, 7));
        await scene.PassAsync(TimeSpan.FromSeconds(5));

        peer.Heard.ShouldContain("interested");
        var asked = peer.Heard.Where(line => line.StartsWith("request", StringComparison.Ordinal)).ToList();
        asked.ShouldNotBeEmpty();
        asked.ShouldAllBe(line => line.StartsWith("request 7 "));
    }

    [Fact]
    public async Task What_a_choke_takes_back_is_asked_of_another()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var choker = await scene.ComeAsSeedAsync(HandshakeFeatures.Extensions);
        await scene.UntilAsync(() => choker.Heard.Any(line => line.StartsWith("request", StringComparison.Ordinal)));
        await choker.SendAsync(PeerMessageWriter.WriteChoke);
        var other = await scene.ComeAsSeedAsync();

        await GiveAsync(scene, other);

        scene.Torrent.Snapshot().Wasted.ShouldBe(0);
    }

    [Fact]
    public async Task No_more_is_asked_at_once_than_the_peer_said_it_takes()
    {
        await using var scene = await Scene.OfLeecherAsync();
        var peer = await scene.ComeAsync();
        await peer.SendAsync(output => PeerMessageWriter.WriteExtended(output, 0, "d1:mde4:reqqi5ee"u8), PeerMessageWriter.WriteHaveAll, PeerMessageWriter.WriteUnchoke);

        await scene.PassAsync(TimeSpan.FromSeconds(5));

        peer.Heard.Count(line => line.StartsWith("request", StringComparison.Ordinal)).ShouldBe(5);
    }

    private static async Task GiveAsync(Scene scene, FakePeer seed)
    {
        var answered = 0;
        while (!scene.Torrent.Completion.IsCompleted)
        {
            var asked = seed.Heard.Where(line => line.StartsWith("request", StringComparison.Ordinal)).ToList();
            var due = asked.Skip(answered).Select(Wire.RangeOf).ToList();
            await seed.SendAsync([.. due.Select(range => scene.Block(range.Piece, range.Begin, range.Length))]);
            answered = asked.Count;
            await scene.Time.AdvanceUntilAsync(
                () => scene.Torrent.Completion.IsCompleted || seed.Heard.Count(line => line.StartsWith("request", StringComparison.Ordinal)) > answered,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromMinutes(5));
        }

        await scene.UntilAsync(() => seed.IsLeft, TimeSpan.FromSeconds(5));
    }
}
