using P2PShare.Cli.Views;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class PlainPaceTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Short_work_prints_nothing() => new PlainPace(_time).IsDue(0.99).ShouldBeFalse();

    [Fact]
    public void Slow_work_is_told_every_ten_seconds()
    {
        var pace = new PlainPace(_time);

        Seconds(30).Count(_ => pace.IsDue(0.01)).ShouldBe(3);
    }

    [Fact]
    public void Fast_work_is_told_at_each_tenth_but_never_twice_within_two_seconds()
    {
        var pace = new PlainPace(_time);

        Seconds(10).Count(second => pace.IsDue(second / 10.0)).ShouldBe(5);
    }

    private IEnumerable<int> Seconds(int count)
    {
        for (var second = 1; second <= count; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            yield return second;
        }
    }
}
