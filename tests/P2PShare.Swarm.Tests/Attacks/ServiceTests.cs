using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class ServiceTests
{
    private const int Pieces = 20;

    [Fact]
    public Task The_choked_get_what_is_allowed_them_once_and_nothing_else() => Target.SeedsAsync(
        async target =>
        {
            await target.TakeSlotsAsync(2);
            var peer = await target.JoinAsync();
            await Eventually.Is(() => peer.Count(WireId.AllowedFast) == 10);
            var allowed = peer.Received.Where(message => message.Id == WireId.AllowedFast).Select(message => (int)message.Number(0)).ToHashSet();

            await peer.SendAsync(Wire.Repeat(3, AllBlocks(target)));

            var blocks = Enumerable.Range(0, Pieces).Sum(piece => target.Content.Blocks(piece).Count);
            var served = allowed.Sum(piece => target.Content.Blocks(piece).Count);
            await Eventually.Is(() => peer.Count(WireId.Piece) + peer.Count(WireId.Reject) >= 3 * blocks);
            peer.Count(WireId.Piece).ShouldBe(served);
            peer.Received.Where(message => message.Id == WireId.Piece).ShouldAllBe(message => allowed.Contains((int)message.Number(0)));
        },
        configure: options => options with { UploadSlots = 2 });

    [Fact]
    public Task The_choked_get_nothing_without_the_fast_extension() => Target.SeedsAsync(
        async target =>
        {
            await target.TakeSlotsAsync(2);
            var peer = await target.JoinAsync(features: WireFeatures.Extensions);

            await peer.SendAsync(AllBlocks(target));

            await target.ShouldStillServeAsync();
            peer.Count(WireId.Piece).ShouldBe(0);
            peer.HasEnded.ShouldBeFalse();
        },
        configure: options => options with { UploadSlots = 2 });

    [Fact]
    public Task The_choked_that_have_enough_get_nothing() => Target.SeedsAsync(
        async target =>
        {
            await target.TakeSlotsAsync(2);
            var peer = await target.JoinAsync();
            await peer.SendAsync(Scripts.Bitfield(Pieces, had: 11));

            await peer.SendAsync(AllBlocks(target));

            await Eventually.Is(() => peer.Count(WireId.Reject) == Enumerable.Range(0, Pieces).Sum(piece => target.Content.Blocks(piece).Count));
            peer.Count(WireId.Piece).ShouldBe(0);
        },
        configure: options => options with { UploadSlots = 2 });

    [Fact]
    public Task Pieces_that_are_not_there_are_refused() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Message(WireId.Interested), AllBlocks(target));

        await Eventually.Is(() => peer.Count(WireId.Reject) == Enumerable.Range(0, Pieces).Sum(piece => target.Content.Blocks(piece).Count));
    });

    [Fact]
    public Task No_more_are_served_at_once_than_there_are_slots() => Target.SeedsAsync(
        async target =>
        {
            var peers = new List<FakePeer>();
            for (var i = 1; i <= 10; i++)
            {
                peers.Add(await target.JoinAsync($"10.0.1.{i}"));
                await peers[^1].SendAsync(Wire.Message(WireId.Interested));
                await Target.ShouldGoOnAsync(peers[^1]);
            }

            peers.Count(peer => peer.Count(WireId.Unchoke) > 0).ShouldBe(3);
        },
        configure: options => options with { UploadSlots = 3 });

    private static byte[] AllBlocks(Target target) => Wire.Join(
        from piece in Enumerable.Range(0, Pieces)
        from block in Enumerable.Range(0, target.Content.Blocks(piece).Count)
        select Wire.Message(WireId.Request, (uint)piece, (uint)block * 16384, (uint)target.Content.Blocks(piece)[block].Length));
}
