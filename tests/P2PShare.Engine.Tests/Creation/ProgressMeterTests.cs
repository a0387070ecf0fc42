using P2PShare.Engine.Creation;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class ProgressMeterTests : IProgress<HashProgress>
{
    private readonly ManualTimeProvider _time = new();
    private readonly List<HashProgress> _told = [];

    public void Report(HashProgress value) => _told.Add(value);

    [Fact]
    public void Tells_at_the_start_at_the_end_and_ten_times_a_second_in_between()
    {
        var meter = new ProgressMeter(this, 1000, _time);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            meter.Add(10);
        }

        _told.Select(told => told.BytesDone).ShouldBe([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
        _told.ShouldAllBe(told => told.BytesTotal == 1000);
    }

    [Fact]
    public void Tells_the_end_at_once()
    {
        var meter = new ProgressMeter(this, 20, _time);
        meter.Add(10);
        meter.Add(10);

        _told.Select(told => told.BytesDone).ShouldBe([0, 20]);
    }

    [Fact]
    public void Numbers_never_fall_when_many_threads_count()
    {
        var meter = new ProgressMeter(this, 80_000, TimeProvider.System);

        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                meter.Add(1);
            }
        });

        _told.Select(told => told.BytesDone).ShouldBeInOrder();
        _told[^1].BytesDone.ShouldBe(80_000);
    }
}
