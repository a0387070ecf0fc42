using System.Text;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class RequestTests
{
    private const int LargePiece = 256 * 1024;

    [Theory]
    [InlineData(4, 0, 16384)]
    [InlineData(uint.MaxValue, 0, 16384)]
    [InlineData(0x8000_0000, 0, 16384)]
    [InlineData(0, LargePiece, 1)]
    [InlineData(0, LargePiece - 16384, 16385)]
    [InlineData(0, uint.MaxValue, 16384)]
    [InlineData(0, uint.MaxValue - 16383, 16384)]
    [InlineData(0, int.MaxValue, 16384)]
    [InlineData(0, 0x8000_0000, 0x8000_0000)]
    [InlineData(3, LargePiece - 16384, 16384)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, (128 * 1024) + 1)]
    [InlineData(0, 0, 1 << 30)]
    [InlineData(0, 0, uint.MaxValue)]
    public Task A_request_out_of_range_ends_the_session(uint piece, uint begin, uint length) => Target.SeedsAsync(
        async target =>
        {
            var peer = await JoinUnchokedAsync(target);

            await peer.SendAsync(Wire.Message(WireId.Request, piece, begin, length));

            await target.ShouldEndAsync(peer);
            peer.Count(WireId.Piece).ShouldBe(0);
        },
        TestTorrent.OfFile(TorrentFormat.V1, LargePiece, (4 * LargePiece) - 1000));

    [Fact]
    public Task A_request_of_128_KiB_is_served() => Target.SeedsAsync(
        async target =>
        {
            var peer = await JoinUnchokedAsync(target);

            await peer.SendAsync(Wire.Message(WireId.Request, 0, 1000, 128 * 1024));

            await Eventually.Is(() => peer.Count(WireId.Piece) == 1);
            peer.Received.Single(message => message.Id == WireId.Piece).Payload[8..].ToArray().ShouldBe(target.Content.Piece(0).Slice(1000, 128 * 1024).ToArray());
        },
        TestTorrent.OfFile(TorrentFormat.V1, LargePiece, (4 * LargePiece) - 1000));

    [Fact]
    public Task A_flood_of_requests_is_kept_up_to_what_was_said_and_the_rest_refused() => Target.SeedsAsync(async target =>
    {
        const int kept = 32_768;
        const int sent = 40_000;
        var peer = await JoinUnchokedAsync(target);
        peer.StopReading();
        for (var begin = 0; begin < sent; begin += 1000)
        {
            await peer.SendAsync(Wire.Join(Enumerable.Range(begin, 1000).Select(at => Wire.Message(WireId.Request, 0, (uint)at, 1024))));
        }

        peer.Read();

        await Eventually.Is(() => peer.Count(WireId.Piece) + peer.Count(WireId.Reject) == sent);
        var introduction = Encoding.Latin1.GetString(peer.Received.First(message => message.Id == WireId.Extended).Payload.Span);
        introduction.ShouldContain($"4:reqqi{kept}e");

        // Besides those that wait, what the stream, one send and one receive hold.
        peer.Count(WireId.Piece).ShouldBeInRange(kept, kept + 1300);
    });

    [Fact]
    public Task Who_is_refused_over_and_over_and_reads_nothing_is_left() => Target.SeedsAsync(
        async target =>
        {
            await target.TakeSlotsAsync(2);
            var peer = await target.JoinAsync(reads: false);
            var requests = Wire.Repeat(10_000, Wire.Message(WireId.Request, 0, 1, 16384));

            for (var round = 0; round < 100 && await peer.SendAsync(requests); round++)
            {
                await Task.Yield();
            }

            await target.Clock.AdvanceUntilAsync(() => target.Sessions == 2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
            await target.ShouldStillServeAsync();
        },
        configure: options => options with { UploadSlots = 2 });

    [Fact]
    public Task Who_asks_for_blocks_and_never_reads_is_left_however_much_it_says() => Target.SeedsAsync(async target =>
    {
        var peer = await JoinUnchokedAsync(target);
        peer.StopReading();
        await peer.SendAsync(AllBlocks(target.Content));

        for (var minute = 0; minute < 20 && target.Sessions > 0; minute++)
        {
            await peer.SendAsync(Wire.KeepAlive);
            for (var second = 0; second < 60; second++)
            {
                target.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            await ManualTimeProvider.LetTasksRunAsync();
        }

        target.Sessions.ShouldBe(0);
    });

    [Fact]
    public Task Requests_and_cancels_in_turn_take_no_memory() => Target.SeedsAsync(async target =>
    {
        var peer = await JoinUnchokedAsync(target, WireFeatures.None);
        peer.StopReading();
        await peer.SendAsync(AllBlocks(target.Content));
        var turns = Wire.Repeat(20_000, Wire.Message(WireId.Request, 2, 5, 16384), Wire.Message(WireId.Cancel, 2, 5, 16384));
        await SendAsync(10);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await SendAsync(40);

        // 800,000 of them at 12 bytes were 9.6 MB, or 16 with the room that a list keeps.
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4_000_000);
        peer.Read();
        await Eventually.Is(() => peer.Count(WireId.Piece) >= 76);

        async Task SendAsync(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                (await peer.SendAsync(turns)).ShouldBeTrue();
            }
        }
    });

    private static byte[] AllBlocks(TestTorrent content) => Wire.Join(
        from piece in Enumerable.Range(0, content.Metainfo.Geometry.PieceCount - 1)
        from block in Enumerable.Range(0, 4)
        select Wire.Message(WireId.Request, (uint)piece, (uint)block * 16384, 16384));

    private static async Task<FakePeer> JoinUnchokedAsync(Target target, WireFeatures features = WireFeatures.Usual)
    {
        var peer = await target.JoinAsync(features: features);
        await peer.SendAsync(Wire.Message(WireId.Interested));
        await Eventually.Is(() => peer.Count(WireId.Unchoke) > 0);
        return peer;
    }
}
