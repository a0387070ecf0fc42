using FsCheck;
using FsCheck.Fluent;
using P2PShare.Net.Limits;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Limits;

public sealed class RateLimiterTests
{
    private const int Block = 16 * 1024;
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Without_a_limit_everything_is_granted_at_once()
    {
        var limiter = new RateLimiter(_time);

        Granted(limiter.TakeAsync(int.MaxValue, default)).ShouldBe(int.MaxValue);
        Granted(limiter.TakeAsync(int.MaxValue, default)).ShouldBe(int.MaxValue);
    }

    [Fact]
    public void Saves_up_200_ms_and_no_byte_more()
    {
        var limiter = new RateLimiter(_time, 1_000_000);
        _time.Advance(TimeSpan.FromHours(1));

        Granted(limiter.TakeAsync(200_000, default)).ShouldBe(200_000);
        limiter.TakeAsync(1, default).AsTask().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public void Grants_what_is_there_when_more_is_wanted()
    {
        var limiter = new RateLimiter(_time, 1_000_000);

        Granted(limiter.TakeAsync(200_001, default)).ShouldBe(200_000);
    }

    [Fact]
    public async Task It_tells_how_long_somebody_waited_and_counts_no_moment_twice()
    {
        var limiter = new RateLimiter(_time, 1000);
        Drain(limiter);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        limiter.Waited.ShouldBe(TimeSpan.Zero);

        var first = limiter.TakeAsync(Block, default).AsTask();
        var second = limiter.TakeAsync(Block, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(50));
        limiter.Waited.ShouldBe(TimeSpan.FromMilliseconds(50));
        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.Completes(Task.WhenAll(first, second));
        limiter.Waited.ShouldBeInRange(TimeSpan.FromMilliseconds(99), TimeSpan.FromSeconds(1));
        var waited = limiter.Waited;
        _time.Advance(TimeSpan.FromHours(1));
        limiter.Waited.ShouldBe(waited);
    }

    [Fact]
    public void A_whole_block_can_be_saved_up_at_any_rate()
    {
        var limiter = new RateLimiter(_time, 10);

        Granted(limiter.TakeAsync(Block, default)).ShouldBe(Block);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 100)]
    [InlineData(1_000_000, Block)]
    [InlineData(10_000_000_000, Block)]
    public async Task A_waiter_is_woken_as_soon_as_there_is_enough_to_be_worth_a_packet(long rate, int expected)
    {
        var limiter = new RateLimiter(_time, rate);
        Drain(limiter);
        var taking = limiter.TakeAsync(int.MaxValue, default).AsTask();

        // A timer counts whole milliseconds: up to one of them more may have come together.
        var due = TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(expected * 1000.0 / rate)));
        _time.Advance(due - TimeSpan.FromTicks(1));
        taking.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromTicks(1));

        ((double)await Eventually.Completes(taking)).ShouldBeInRange(expected, expected + (rate / 1000.0));
    }

    [Fact]
    public void The_rate_is_kept_over_time() => Simulation.Run(async time =>
    {
        var limiter = new RateLimiter(time, 123_457);
        Drain(limiter);
        var start = time.GetTimestamp();
        var taken = 0L;
        for (var i = 0; i < 5000; i++)
        {
            taken += await limiter.TakeAsync(Block, default);
        }

        var allowed = 123_457 * time.GetElapsedTime(start).TotalSeconds;
        ((double)taken).ShouldBeInRange(allowed - Block, allowed);
    });

    [Fact]
    public async Task Waiters_are_served_in_turn_with_a_block_each()
    {
        var limiter = new RateLimiter(_time, 10 * Block);
        Drain(limiter);
        var order = new List<(int Who, int Got)>();
        var waiters = Enumerable.Range(0, 4).Select(who => TakeAndNoteAsync(limiter, who, 50 * Block, order)).ToArray();

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Eventually.Is(() => waiters.Count(waiter => waiter.IsCompleted) == i + 1);
        }

        order.Select(turn => turn.Who).ShouldBe([0, 1, 2]);
        order.ShouldAllBe(turn => turn.Got == Block);
    }

    [Fact]
    public async Task Waiters_share_evenly_what_comes_at_once()
    {
        var limiter = new RateLimiter(_time, 100_000_000);
        Drain(limiter);
        var waiters = Enumerable.Range(0, 4).Select(_ => limiter.TakeAsync(1 << 20, default).AsTask()).ToArray();

        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await Eventually.Completes(Task.WhenAll(waiters))).ShouldBe([25_000, 25_000, 25_000, 25_000]);
    }

    [Fact]
    public void Whoever_asks_for_little_gets_as_many_turns_as_whoever_asks_for_much() => Simulation.Run(async time =>
    {
        var limiter = new RateLimiter(time, 1_000_000);
        Drain(limiter);
        var turns = new int[2];
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1), time);

        await Should.ThrowAsync<OperationCanceledException>(Task.WhenAll(
            LoopAsync(limiter, 1000, () => turns[0]++, stop.Token), LoopAsync(limiter, 1_000_000, () => turns[1]++, stop.Token)));

        turns[0].ShouldBeGreaterThan(3000);
        turns[1].ShouldBeInRange(turns[0] - 2, turns[0] + 2);
    });

    [Fact]
    public async Task Nobody_overtakes_those_who_wait()
    {
        var limiter = new RateLimiter(_time, 100_000);
        Drain(limiter);
        var first = limiter.TakeAsync(Block, default).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(50));

        var second = limiter.TakeAsync(1, default).AsTask();

        second.IsCompleted.ShouldBeFalse();
        await _time.AdvanceUntilAsync(second, TimeSpan.FromMilliseconds(10));
        first.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Lifting_the_limit_wakes_everybody()
    {
        var limiter = new RateLimiter(_time, 1);
        Drain(limiter);
        var waiters = Enumerable.Range(0, 3).Select(_ => limiter.TakeAsync(1 << 20, default).AsTask()).ToArray();

        limiter.BytesPerSecond = 0;

        (await Eventually.Completes(Task.WhenAll(waiters))).ShouldBe([1 << 20, 1 << 20, 1 << 20]);
        _time.ArmedTimerCount.ShouldBe(0);
    }

    [Fact]
    public async Task Raising_the_limit_shortens_the_wait_that_is_under_way()
    {
        var limiter = new RateLimiter(_time, 1);
        Drain(limiter);
        var waiter = limiter.TakeAsync(Block, default).AsTask();

        limiter.BytesPerSecond = 1_000_000;
        _time.Advance(TimeSpan.FromMilliseconds(20));

        (await Eventually.Completes(waiter)).ShouldBe(Block);
    }

    [Fact]
    public void Lowering_the_limit_takes_back_what_was_saved_up()
    {
        var limiter = new RateLimiter(_time, 10_000_000);

        limiter.BytesPerSecond = 1000;

        Granted(limiter.TakeAsync(1 << 20, default)).ShouldBe(Block);
    }

    [Fact]
    public async Task Setting_a_limit_holds_from_then_on()
    {
        var limiter = new RateLimiter(_time);
        _time.Advance(TimeSpan.FromHours(1));
        limiter.BytesPerSecond = 1000;
        Drain(limiter);

        var waiter = limiter.TakeAsync(100, default).AsTask();
        waiter.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(100));

        (await Eventually.Completes(waiter)).ShouldBe(100);
    }

    [Fact]
    public async Task What_is_returned_serves_the_next()
    {
        var limiter = new RateLimiter(_time, 100_000);
        Drain(limiter);
        var waiter = limiter.TakeAsync(1000, default).AsTask();

        limiter.Return(1000);

        (await Eventually.Completes(waiter)).ShouldBe(1000);
    }

    [Fact]
    public async Task A_cancelled_waiter_takes_nothing_and_holds_nobody_up()
    {
        var limiter = new RateLimiter(_time, 100_000);
        Drain(limiter);
        using var cancel = new CancellationTokenSource();
        var first = limiter.TakeAsync(10_000, cancel.Token).AsTask();
        var second = limiter.TakeAsync(100, default).AsTask();

        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(first));
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await Eventually.Completes(second)).ShouldBe(100);
        limiter.WaiterCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_timer_runs_only_while_somebody_waits()
    {
        var limiter = new RateLimiter(_time, 1000);
        Drain(limiter);
        _time.ArmedTimerCount.ShouldBe(0);

        var waiters = Enumerable.Range(0, 3).Select(_ => limiter.TakeAsync(10, default).AsTask()).ToArray();
        _time.ArmedTimerCount.ShouldBe(1);

        await _time.AdvanceUntilAsync(Task.WhenAll(waiters), TimeSpan.FromMilliseconds(5));
        _time.ArmedTimerCount.ShouldBe(0);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        var limiter = new RateLimiter(_time);

        Should.Throw<ArgumentOutOfRangeException>(() => limiter.BytesPerSecond = -1);
        Should.Throw<ArgumentOutOfRangeException>(() => new RateLimiter(_time, -1));
        Should.Throw<ArgumentOutOfRangeException>(() => limiter.TakeAsync(0, default).AsTask());
        Should.Throw<ArgumentOutOfRangeException>(() => limiter.Return(-1));
        limiter.TakeAsync(1, new CancellationToken(canceled: true)).AsTask().IsCanceled.ShouldBeTrue();
    }

    [Fact]
    public void Never_grants_more_than_the_rate_and_what_was_saved_up()
    {
        var steps = Gen.Zip(Gen.Choose(1, 100_000), Gen.Choose(0, 300)).ListOf().ToArbitrary();
        Prop.ForAll(steps, list =>
        {
            var time = new ManualTimeProvider();
            var limiter = new RateLimiter(time, 200_000);
            var waiting = new List<Task<int>>();
            var passed = 0L;
            foreach (var (wanted, milliseconds) in list)
            {
                waiting.Add(limiter.TakeAsync(wanted, default).AsTask());
                time.Advance(TimeSpan.FromMilliseconds(milliseconds));
                passed += milliseconds;
            }

            var granted = waiting.Where(task => task.IsCompletedSuccessfully).Sum(task => (long)task.Result);
            return granted <= 40_000 + (200 * passed);
        }).QuickCheckThrowOnFailure();
    }

    private static int Granted(ValueTask<int> taking)
    {
        var task = taking.AsTask();
        task.IsCompletedSuccessfully.ShouldBeTrue();
        return task.Result;
    }

    private static void Drain(RateLimiter limiter) => Granted(limiter.TakeAsync(int.MaxValue, default)).ShouldBeGreaterThan(0);

    private static async Task TakeAndNoteAsync(RateLimiter limiter, int who, int wanted, List<(int Who, int Got)> order)
    {
        var got = await limiter.TakeAsync(wanted, default);
        lock (order)
        {
            order.Add((who, got));
        }
    }

    private static async Task LoopAsync(RateLimiter limiter, int wanted, Action turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            await limiter.TakeAsync(wanted, cancellationToken);
            turn();
        }
    }
}
