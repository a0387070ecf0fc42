using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class UnaskedBlockTests
{
    private const int Allowed = 4 * 1024 * 1024;

    [Theory]
    [InlineData(0, 0, 16384)]
    [InlineData(0, 1, 16384)]
    [InlineData(0, 16384, 16383)]
    [InlineData(0, Target.PieceLength, 16384)]
    [InlineData(0, uint.MaxValue, 16384)]
    [InlineData(20, 0, 16384)]
    [InlineData(uint.MaxValue, 0, 16384)]
    [InlineData(0, 0, 128 * 1024)]
    public Task Blocks_that_nobody_asked_for_or_that_do_not_exist_are_dropped_and_end_the_session_after_4_MiB(uint piece, uint begin, int length) =>
        Target.LeechesAsync(async target =>
        {
            var peer = await target.JoinAsync();
            var block = Wire.Block(piece, begin, new byte[length]);
            var count = Allowed / length;
            for (var sent = 0; sent < count; sent++)
            {
                await peer.SendAsync(block);
            }

            await Target.ShouldGoOnAsync(peer);
            target.Torrent.Snapshot().Wasted.ShouldBe(count * (long)length);
            target.LentBytes.ShouldBe(0);

            await peer.SendAsync(block, block);

            await target.ShouldEndAsync(peer);
        });

    [Fact]
    public Task Blocks_that_come_twice_are_counted_as_waste_and_change_nothing() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync(answer: async (peer, message) =>
        {
            if (message.Id == WireId.Request)
            {
                await peer.SendAsync(Scripts.BlockFor(target.Content, message), Wire.Block(message.Number(0), message.Number(1), new byte[(int)message.Number(2)]));
            }
        });
        await peer.SendAsync(Scripts.SeedGreeting);

        await Eventually.Completes(target.Torrent.Completion);

        var content = target.Metainfo.TotalLength;
        target.Torrent.Snapshot().Wasted.ShouldBeInRange(content - (64 * 1024), content);
        target.Files.ReadAll("/content/content.bin").ShouldBe(target.Content.Files[0].Content);
        target.Banned.ShouldBeEmpty();
    });

    [Fact]
    public Task Who_sends_what_nobody_asked_for_earns_no_unchoke_by_it() => Target.LeechesAsync(
        async target =>
        {
            // One slot for the best and one for each in turn.
            var friend = await target.JoinAsync("10.0.1.1", answer: Scripts.Serve(target.Content));
            await friend.SendAsync(Wire.Message(WireId.Have, 0), Wire.Message(WireId.Have, 1), Wire.Message(WireId.Unchoke), Wire.Message(WireId.Interested));
            await Eventually.Is(() => target.Torrent.Snapshot().BytesDone == 2 * Target.PieceLength);
            for (var i = 2; i < 8; i++)
            {
                var cheat = await target.JoinAsync($"10.0.1.{i}");
                await cheat.SendAsync(Wire.Message(WireId.Interested), Wire.Repeat(100, Wire.Block(7, 0, new byte[16384])));
                await Target.ShouldGoOnAsync(cheat);
            }

            for (var second = 0; second < 15; second++)
            {
                target.Clock.Advance(TimeSpan.FromSeconds(1));
                await ManualTimeProvider.LetTasksRunAsync();
            }

            friend.Count(WireId.Unchoke).ShouldBe(1);
            friend.Count(WireId.Choke).ShouldBe(0);
        },
        configure: options => options with { UploadSlots = 2 });
}
