using P2PShare.Engine.Discovery;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class AnnounceBackoffTests
{
    [Theory]
    [InlineData(0, null, 60)]
    [InlineData(1, null, 60)]
    [InlineData(59, null, 60)]
    [InlineData(61, null, 61)]
    [InlineData(1800, null, 1800)]
    [InlineData(1800, 3600, 3600)]
    [InlineData(1800, 5, 1800)]
    [InlineData(86_400, null, 86_400)]
    [InlineData(int.MaxValue, null, 86_400)]
    [InlineData(60, int.MaxValue, 86_400)]
    public void Intervals_are_obeyed_between_a_minute_and_a_day(int asked, int? minimum, int seconds) =>
        AnnounceBackoff.Interval(TimeSpan.FromSeconds(asked), Seconds(minimum)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(1800, 5, 60)]
    [InlineData(1800, 900, 900)]
    [InlineData(1800, int.MaxValue, 86_400)]
    [InlineData(1800, null, 300)]
    [InlineData(120, null, 120)]
    [InlineData(0, null, 60)]
    public void Minimum_intervals_are_obeyed_between_a_minute_and_a_day(int asked, int? minimum, int seconds) =>
        AnnounceBackoff.MinInterval(TimeSpan.FromSeconds(asked), Seconds(minimum)).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(1, null, 15)]
    [InlineData(2, null, 30)]
    [InlineData(5, null, 240)]
    [InlineData(9, null, 3600)]
    [InlineData(int.MaxValue, null, 3600)]
    [InlineData(1, 600, 600)]
    [InlineData(9, 0, 60)]
    [InlineData(1, int.MaxValue, 86_400)]
    public void Failures_wait_twice_as_long_each_time_or_as_the_tracker_asks(int failures, int? retryIn, int seconds)
    {
        var delays = Enumerable.Range(0, 100).Select(seed => new AnnounceBackoff(new Random(seed)).Delay(failures, Seconds(retryIn))).ToList();

        delays.ShouldAllBe(delay => delay >= TimeSpan.FromSeconds(seconds) && delay <= TimeSpan.FromSeconds(seconds * 1.5));
        (delays.Max() - delays.Min()).ShouldBeGreaterThan(TimeSpan.FromSeconds(seconds * 0.4), "clients that failed together must not come back together");
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } value ? TimeSpan.FromSeconds(value) : null;
}
