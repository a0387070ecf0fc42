using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class StallingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task A_peer_that_refuses_everything_is_asked_less_and_less_and_then_left() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync(answer: Scripts.Reject());
        await peer.SendAsync(Scripts.SeedGreeting);
        await Target.ShouldGoOnAsync(peer);
        await Eventually.Is(() => peer.Count(WireId.Request) > 0);

        // The clock stands: all that is asked now is asked at once.
        for (var round = 0; round < 20; round++)
        {
            await Target.ShouldGoOnAsync(peer);
        }

        peer.Count(WireId.Request).ShouldBeLessThanOrEqualTo(64);
        await target.Clock.AdvanceUntilAsync(() => target.Sessions == 0, Second, TimeSpan.FromMinutes(10));
        peer.Count(WireId.Request).ShouldBeLessThanOrEqualTo(200);
    });

    [Fact]
    public Task A_peer_that_allows_pieces_while_it_chokes_and_then_refuses_them_is_asked_for_each_once() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync(answer: Scripts.Reject());
        byte[][] allowed = [Wire.Message(WireId.AllowedFast, 3), Wire.Message(WireId.AllowedFast, 4)];
        await peer.SendAsync(Wire.Message(WireId.HaveAll), Wire.Join(allowed));
        await Eventually.Is(() => peer.Count(WireId.Request) > 0);
        for (var round = 0; round < 50; round++)
        {
            await peer.SendAsync(allowed);
            await Target.ShouldGoOnAsync(peer);
        }

        peer.Count(WireId.Request).ShouldBeLessThanOrEqualTo(8);
    });

    [Fact]
    public Task What_one_peer_refuses_another_gives() => Target.LeechesAsync(async target =>
    {
        var refuser = await target.JoinAsync("10.0.1.1", answer: Scripts.Reject());
        await refuser.SendAsync(Scripts.SeedGreeting);
        await Eventually.Is(() => refuser.Count(WireId.Request) > 0);
        var seed = await target.JoinAsync("10.0.1.2", answer: Scripts.Serve(target.Content));
        await seed.SendAsync(Scripts.SeedGreeting);

        await target.Clock.AdvanceUntilAsync(target.Torrent.Completion, Second, TimeSpan.FromMinutes(5));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_peer_that_never_answers_is_left_with_one_request_and_others_give_what_it_owes(bool fast) => Target.LeechesAsync(async target =>
    {
        var staller = await target.JoinAsync("10.0.1.1", fast ? WireFeatures.Usual : WireFeatures.None);
        await staller.SendAsync(Scripts.OldSeedGreeting(target.Content));
        await Eventually.Is(() => staller.Count(WireId.Request) == 64);

        for (var minute = 0; minute < 4; minute++)
        {
            await target.Clock.AdvanceUntilAsync(KeepAliveAt(target, staller, TimeSpan.FromMinutes(minute + 1)), Second);
        }

        staller.HasEnded.ShouldBe(false);
        staller.Count(WireId.Request).ShouldBeLessThanOrEqualTo(64 + 8);
        var seed = await target.JoinAsync("10.0.1.2", answer: Scripts.Serve(target.Content));
        await seed.SendAsync(Scripts.SeedGreeting);
        await target.Clock.AdvanceUntilAsync(target.Torrent.Completion, Second, TimeSpan.FromMinutes(5));
    });

    [Fact]
    public Task A_peer_that_gives_a_block_now_and_then_holds_up_nobody() => Target.LeechesAsync(async target =>
    {
        var owed = new Queue<WireMessage>();
        var slow = await target.JoinAsync("10.0.1.1", answer: (_, message) =>
        {
            if (message.Id == WireId.Request)
            {
                owed.Enqueue(message);
            }

            return Task.CompletedTask;
        });
        await slow.SendAsync(Scripts.SeedGreeting);
        await Eventually.Is(() => slow.Count(WireId.Request) == 64);
        var seed = await target.JoinAsync("10.0.1.2", answer: Scripts.Serve(target.Content));
        await seed.SendAsync(Scripts.SeedGreeting);

        var start = target.Clock.GetUtcNow();
        var given = 0;
        await target.Clock.AdvanceUntilAsync(
            () =>
            {
                if (target.Clock.GetUtcNow() - start > (given + 1) * TimeSpan.FromSeconds(15) && owed.TryDequeue(out var request))
                {
                    given++;
                    slow.SendAsync(Scripts.BlockFor(target.Content, request)).GetAwaiter().GetResult();
                }

                return target.Torrent.Completion.IsCompleted;
            },
            Second,
            TimeSpan.FromMinutes(3));
        target.Files.ReadAll("/content/content.bin").ShouldBe(target.Content.Files[0].Content);
    });

    [Fact]
    public Task Choking_and_unchoking_without_end_while_reading_nothing_takes_no_memory_and_ends_the_session() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync(features: WireFeatures.None, reads: false);
        await peer.SendAsync(Scripts.OldSeedGreeting(target.Content));
        var flip = Wire.Join(Wire.Message(WireId.Choke), Wire.Message(WireId.Unchoke));
        var flips = 0;
        await Eventually.Is(() =>
        {
            // One at a time, so that each has its effect. Without a bound each took a hundred times its own bytes.
            for (var i = 0; i < 500; i++)
            {
                _ = peer.SendAsync(flip).GetAwaiter().GetResult();
                _ = Thread.Yield();
            }

            if (++flips % 10 == 0)
            {
                target.Clock.Advance(TimeSpan.FromMilliseconds(100));
            }

            return target.Sessions == 0;
        });
    });

    [Fact]
    public Task A_session_in_which_nothing_is_heard_for_140_seconds_ends() => Target.SeedsAsync(async target =>
    {
        var silent = await target.JoinAsync("10.0.1.1");
        var polite = await target.JoinAsync("10.0.1.2");
        var start = target.Clock.GetUtcNow();
        while (!silent.HasEnded && target.Clock.GetUtcNow() - start < TimeSpan.FromMinutes(10))
        {
            await polite.SendAsync(Wire.KeepAlive);
            await Target.ShouldGoOnAsync(polite);
            target.Clock.Advance(TimeSpan.FromSeconds(10));
            await ManualTimeProvider.LetTasksRunAsync();
        }

        silent.HasEnded.ShouldBeTrue();
        polite.HasEnded.ShouldBeFalse();
        (target.Clock.GetUtcNow() - start).ShouldBeGreaterThan(TimeSpan.FromSeconds(140));
    });

    private static Func<bool> KeepAliveAt(Target target, FakePeer peer, TimeSpan elapsed)
    {
        peer.SendAsync(Wire.KeepAlive).GetAwaiter().GetResult();
        return () => target.Torrent.Snapshot().Elapsed >= elapsed;
    }
}
