using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Testing;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Stands_still_until_it_is_moved()
    {
        var stamp = _time.GetTimestamp();
        var now = _time.GetUtcNow();

        _time.Advance(TimeSpan.FromMilliseconds(1500));

        _time.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromMilliseconds(1500));
        (_time.GetUtcNow() - now).ShouldBe(TimeSpan.FromMilliseconds(1500));
    }

    [Fact]
    public void Timers_fire_in_order_and_at_their_own_time()
    {
        var start = _time.GetUtcNow();
        var fired = new List<(string Name, double Seconds)>();
        void Note(object? name) => fired.Add(((string)name!, (_time.GetUtcNow() - start).TotalSeconds));
        using var late = _time.CreateTimer(Note, "late", TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var early = _time.CreateTimer(Note, "early", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using var often = _time.CreateTimer(Note, "often", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        using var never = _time.CreateTimer(Note, "never", TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(6));

        fired.ShouldBe([("early", 1), ("often", 2), ("late", 3), ("often", 4), ("often", 6)]);
    }

    [Fact]
    public void A_timer_set_by_another_fires_in_the_same_advance()
    {
        var fired = false;
        using var second = _time.CreateTimer(_ => fired = true, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using var first = _time.CreateTimer(_ => second.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _time.Advance(TimeSpan.FromSeconds(2));

        fired.ShouldBeTrue();
    }

    [Fact]
    public void A_disposed_timer_does_not_fire()
    {
        var fired = false;
        var timer = _time.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();

        _time.Advance(TimeSpan.FromSeconds(5));

        fired.ShouldBeFalse();
        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).ShouldBeFalse();
    }

    [Fact]
    public async Task Delays_and_deadlines_of_the_library_obey_it()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), _time);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);

        _time.Advance(TimeSpan.FromSeconds(5));
        deadline.IsCancellationRequested.ShouldBeTrue();
        delay.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(5));
        await Eventually.Completes(delay);
    }

    [Fact]
    public async Task Advances_until_tasks_have_done_what_is_waited_for()
    {
        var start = _time.GetUtcNow();
        var count = 0;
        async Task CountAsync()
        {
            for (; count < 5; count++)
            {
                await Task.Delay(TimeSpan.FromSeconds(10), _time);
            }
        }

        await _time.AdvanceUntilAsync(CountAsync(), TimeSpan.FromSeconds(1));

        count.ShouldBe(5);
        (_time.GetUtcNow() - start).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(50));
        await Should.ThrowAsync<TimeoutException>(_time.AdvanceUntilAsync(() => false, limit: TimeSpan.FromSeconds(1)));
    }
}
