using P2PShare.Engine.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class RateMeterTests
{
    private static readonly TimeSpan Start = TimeSpan.FromHours(5);

    private readonly RateMeter _meter = new(TimeSpan.FromSeconds(20));

    [Fact]
    public void A_steady_flow_is_measured_from_its_first_seconds_on()
    {
        for (var second = 0; second <= 60; second++)
        {
            var now = Start + TimeSpan.FromSeconds(second);
            _meter.Add(1000, now);
            if (second >= 4)
            {
                _meter.Rate(now).ShouldBeInRange(900, 1300, $"after {second} s");
            }
        }

        _meter.Total.ShouldBe(61_000);
    }

    [Fact]
    public void A_flow_that_stops_fades_and_is_forgotten()
    {
        for (var second = 0; second < 20; second++)
        {
            _meter.Add(1000, Start + TimeSpan.FromSeconds(second));
        }

        _meter.Rate(Start + TimeSpan.FromSeconds(30)).ShouldBeInRange(350, 650);
        _meter.Rate(Start + TimeSpan.FromSeconds(41)).ShouldBe(0);
    }

    [Fact]
    public void One_burst_is_not_taken_for_an_endless_rate()
    {
        _meter.Add(2_000_000, Start);

        _meter.Rate(Start).ShouldBeLessThanOrEqualTo(1_000_000);
        _meter.Rate(Start + TimeSpan.FromSeconds(10)).ShouldBeInRange(198_000, 202_000);
    }

    [Fact]
    public void Nothing_is_no_rate() => _meter.Rate(Start).ShouldBe(0);
}
