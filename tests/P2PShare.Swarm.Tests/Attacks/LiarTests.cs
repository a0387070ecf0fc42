using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class LiarTests
{
    private const string Introduction = "d1:mde1:pi7000ee";
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task The_only_source_of_a_bad_piece_is_banned_and_nobody_else() => Target.LeechesAsync(async target =>
    {
        // Each has pieces of its own, so that each is the only source of them.
        var honest = await target.JoinAsync("10.0.1.2", answer: Scripts.Serve(target.Content));
        await honest.SendAsync(Wire.Join(Enumerable.Range(1, 19).Select(piece => Wire.Message(WireId.Have, (uint)piece))), Wire.Message(WireId.Unchoke));
        var liar = await target.JoinAsync("10.0.1.1", answer: Scripts.Serve(target.Content, Spoil));
        await liar.SendAsync(Wire.Message(WireId.Have, 0), Wire.Message(WireId.Unchoke));

        await target.ShouldBanAsync(liar);

        await honest.SendAsync(Wire.Message(WireId.Have, 0));
        await target.Clock.AdvanceUntilAsync(target.Torrent.Completion, Second);
        target.Banned.ShouldBe([liar.LocalEndPoint]);
        target.Files.ReadAll("/content/content.bin").ShouldBe(target.Content.Files[0].Content);
    });

    [Fact]
    public Task A_liar_that_came_to_us_is_banned_where_it_listens_too() => Target.LeechesAsync(async target =>
    {
        var listener = target.Listen("10.0.1.1", 7000);
        var connecting = listener.AcceptAsync(CancellationToken.None).AsTask();
        var liar = await LieAsync(target, Introduction);
        await target.ShouldBanAsync(liar);

        for (var minute = 0; minute < 60; minute++)
        {
            target.Clock.Advance(TimeSpan.FromMinutes(1));
            await ManualTimeProvider.LetTasksRunAsync();
        }

        connecting.IsCompleted.ShouldBeFalse();
        await EndAsync(listener, connecting);
    });

    [Fact]
    public Task A_liar_that_comes_back_is_put_out_as_soon_as_it_says_where_it_listens() => Target.LeechesAsync(async target =>
    {
        var liar = await LieAsync(target, Introduction);
        await target.ShouldBanAsync(liar);

        var again = await target.JoinAsync("10.0.1.1");
        await Target.ShouldGoOnAsync(again);
        await again.SendAsync(Wire.Introduction(Introduction));

        await target.ShouldEndAsync(again);
        var neighbour = await target.JoinAsync("10.0.1.1");
        await neighbour.SendAsync(Wire.Introduction("d1:mde1:pi7001ee"));
        await Target.ShouldGoOnAsync(neighbour);
    });

    [Fact]
    public Task A_liar_that_left_before_it_was_found_out_is_banned_where_it_listens_too() => Target.LeechesAsync(async target =>
    {
        var lies = 0;
        var liar = await target.JoinAsync("10.0.1.1", answer: async (peer, message) =>
        {
            if (message.Id == WireId.Request && lies++ == 0)
            {
                await peer.SendAsync(Scripts.BlockFor(target.Content, message, Spoil));
            }
        });
        await liar.SendAsync(Wire.Introduction(Introduction), Wire.Message(WireId.Have, 0), Wire.Message(WireId.Unchoke));
        await Eventually.Is(() => target.Torrent.Snapshot().Downloaded > 0);
        await liar.DisposeAsync();
        await Eventually.Is(() => target.Sessions == 0);

        var honest = await target.JoinAsync("10.0.1.2", answer: Scripts.Serve(target.Content));
        await honest.SendAsync(Scripts.SeedGreeting);
        await target.Clock.AdvanceUntilAsync(() => target.Banned.Count > 0, Second);

        var again = await target.JoinAsync("10.0.1.1");
        await again.SendAsync(Wire.Introduction(Introduction));
        await Eventually.Is(() => again.HasEnded);
        target.Banned.ShouldBe([liar.LocalEndPoint]);
    });

    [Fact]
    public Task An_address_that_lies_from_one_port_after_another_is_banned_whole() => Target.LeechesAsync(async target =>
    {
        for (var lies = 0; lies < 4; lies++)
        {
            await target.ShouldBanAsync(await LieAsync(target, "d1:mdee"));
        }

        var again = await target.ConnectAsync("10.0.1.1");
        await again.GreetAsync(target.Metainfo.InfoHashes.Primary, target.NewName());
        await Eventually.Is(() => again.HasEnded);
        await Target.ShouldGoOnAsync(await target.JoinAsync("10.0.1.2"));
    });

    [Fact]
    public Task A_liar_that_we_came_to_is_banned_and_not_connected_to_again() => Target.LeechesAsync(
        async target =>
        {
            var listener = target.Listen("10.0.1.1");
            var liar = await target.AcceptAsync(listener, answer: Scripts.Serve(target.Content, Spoil));
            await liar.SendAsync(Scripts.SeedGreeting);
            await Eventually.Is(() => liar.HasEnded);
            target.Banned.ShouldBe([listener.LocalEndPoint]);

            var connecting = listener.AcceptAsync(CancellationToken.None).AsTask();
            for (var minute = 0; minute < 60; minute++)
            {
                target.Clock.Advance(TimeSpan.FromMinutes(1));
                await ManualTimeProvider.LetTasksRunAsync();
            }

            connecting.IsCompleted.ShouldBeFalse();
            await EndAsync(listener, connecting);
        },
        configureTorrent: options => options with { Peers = [IPEndPoint.Parse("10.0.1.1:6881")] });

    private static async Task<FakePeer> LieAsync(Target target, string introduction)
    {
        var liar = await target.JoinAsync("10.0.1.1", answer: Scripts.Serve(target.Content, Spoil));
        await liar.SendAsync(Wire.Introduction(introduction), Wire.Message(WireId.Have, 0), Wire.Message(WireId.Unchoke));
        return liar;
    }

    private static byte[] Spoil(uint piece, uint begin, byte[] data)
    {
        data[^1] ^= 1;
        return data;
    }

    private static async Task EndAsync(IConnectionListener listener, Task<IConnection?> accepting)
    {
        await listener.DisposeAsync();
        await accepting;
    }
}
