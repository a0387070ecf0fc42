using P2PShare.Engine.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class SendWatchTests
{
    private readonly SendWatch _watch = new();

    [Fact]
    public void Who_takes_nothing_of_one_send_for_too_long_is_stuck()
    {
        _watch.Begin();
        _watch.IsStuck(TimeSpan.FromSeconds(1)).ShouldBeFalse();
        _watch.IsStuck(TimeSpan.FromSeconds(1) + SendWatch.Limit).ShouldBeFalse();
        _watch.IsStuck(TimeSpan.FromSeconds(2) + SendWatch.Limit).ShouldBeTrue();
    }

    [Fact]
    public void Who_is_sent_nothing_is_never_stuck()
    {
        _watch.Begin();
        _watch.End();
        _watch.IsStuck(TimeSpan.FromSeconds(1)).ShouldBeFalse();
        _watch.IsStuck(TimeSpan.FromDays(1)).ShouldBeFalse();
        _watch.IsSlow.ShouldBeFalse();
    }

    [Fact]
    public void Each_send_that_ends_counts_anew()
    {
        var now = TimeSpan.Zero;
        for (var count = 0; count < 100; count++, now += SendWatch.Limit)
        {
            _watch.Begin();
            _watch.IsStuck(now).ShouldBeFalse();
            _watch.End();
        }
    }

    [Fact]
    public void A_send_that_two_ticks_find_under_way_is_slow_until_it_ends()
    {
        _watch.Begin();
        _watch.IsStuck(TimeSpan.FromSeconds(1));
        _watch.IsSlow.ShouldBeFalse();
        _watch.IsStuck(TimeSpan.FromSeconds(2));
        _watch.IsSlow.ShouldBeTrue();
        _watch.End();
        _watch.IsStuck(TimeSpan.FromSeconds(3));
        _watch.IsSlow.ShouldBeFalse();
    }
}
