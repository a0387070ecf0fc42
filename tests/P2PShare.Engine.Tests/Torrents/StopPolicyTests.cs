using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Torrents;

public sealed class StopPolicyTests
{
    private static readonly StopInputs Complete = new() { IsComplete = true, ContentLength = 1000 };

    [Fact]
    public void Without_conditions_it_never_stops() =>
        StopPolicy.Evaluate(
            StopConditions.Never,
            Complete with { Uploaded = long.MaxValue, Copies = 99, Elapsed = TimeSpan.MaxValue, Seeding = TimeSpan.MaxValue }).ShouldBeNull();

    [Fact]
    public void Stops_when_complete_and_not_before()
    {
        var conditions = new StopConditions { WhenComplete = true };

        StopPolicy.Evaluate(conditions, Complete with { IsComplete = false }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, Complete).ShouldBe(StopReason.Complete);
    }

    [Theory]
    [InlineData(1.5, 1499, null)]
    [InlineData(1.5, 1500, StopReason.Ratio)]
    [InlineData(0.0, 0, StopReason.Ratio)]
    public void The_ratio_is_what_was_sent_by_the_contents_length(double ratio, long uploaded, object? expected)
    {
        var conditions = new StopConditions { Ratio = ratio };

        StopPolicy.Evaluate(conditions, Complete with { Uploaded = uploaded }).ShouldBe((StopReason?)expected);
        StopPolicy.Evaluate(conditions, Complete with { IsComplete = false, Uploaded = uploaded }).ShouldBeNull();
    }

    [Fact]
    public void Seed_time_counts_from_completion()
    {
        var conditions = new StopConditions { SeedTime = TimeSpan.FromMinutes(5) };

        StopPolicy.Evaluate(conditions, Complete with { Elapsed = TimeSpan.FromHours(1), Seeding = TimeSpan.FromMinutes(4) }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, Complete with { Seeding = TimeSpan.FromMinutes(5) }).ShouldBe(StopReason.SeedTime);
        StopPolicy.Evaluate(new StopConditions { SeedTime = TimeSpan.Zero }, Complete).ShouldBe(StopReason.SeedTime);
    }

    [Fact]
    public void Idle_time_counts_from_the_last_block_sent_but_not_from_before_completion()
    {
        var conditions = new StopConditions { IdleTime = TimeSpan.FromMinutes(5) };
        var idle = Complete with { Seeding = TimeSpan.FromMinutes(10), SinceSent = TimeSpan.FromMinutes(5) };

        StopPolicy.Evaluate(conditions, idle).ShouldBe(StopReason.IdleTime);
        StopPolicy.Evaluate(conditions, idle with { SinceSent = TimeSpan.FromMinutes(4) }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, idle with { Seeding = TimeSpan.FromMinutes(4) }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, idle with { SinceSent = null }).ShouldBe(StopReason.IdleTime);
        StopPolicy.Evaluate(conditions, idle with { SinceSent = null, Seeding = TimeSpan.FromMinutes(4) }).ShouldBeNull();
    }

    [Fact]
    public void Copies_are_other_whole_copies_that_were_seen()
    {
        var conditions = new StopConditions { Copies = 2 };

        StopPolicy.Evaluate(conditions, Complete with { Copies = 1 }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, Complete with { Copies = 2 }).ShouldBe(StopReason.Copies);
        StopPolicy.Evaluate(conditions, Complete with { Copies = 2, IsComplete = false }).ShouldBeNull();
    }

    [Fact]
    public void Gives_up_when_it_is_not_complete_in_time()
    {
        var conditions = new StopConditions { Timeout = TimeSpan.FromMinutes(5) };
        var late = new StopInputs { Elapsed = TimeSpan.FromMinutes(5) };

        StopPolicy.Evaluate(conditions, late).ShouldBe(StopReason.Timeout);
        StopPolicy.Evaluate(conditions, late with { Elapsed = TimeSpan.FromMinutes(4) }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, late with { IsComplete = true }).ShouldBeNull();
    }

    [Fact]
    public void Gives_up_when_nothing_comes_and_does_not_count_the_time_of_checking()
    {
        var conditions = new StopConditions { StallTimeout = TimeSpan.FromMinutes(5) };
        var stalled = new StopInputs { Elapsed = TimeSpan.FromHours(1), Downloading = TimeSpan.FromMinutes(10), SinceReceived = TimeSpan.FromMinutes(5) };

        StopPolicy.Evaluate(conditions, stalled).ShouldBe(StopReason.Stalled);
        StopPolicy.Evaluate(conditions, stalled with { SinceReceived = TimeSpan.FromMinutes(4) }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, stalled with { SinceReceived = null }).ShouldBe(StopReason.Stalled);
        StopPolicy.Evaluate(conditions, stalled with { SinceReceived = null, Downloading = TimeSpan.FromMinutes(4) }).ShouldBeNull();
        StopPolicy.Evaluate(conditions, stalled with { IsComplete = true }).ShouldBeNull();
    }

    [Fact]
    public void Of_several_conditions_any_one_suffices()
    {
        var conditions = new StopConditions { Ratio = 100, SeedTime = TimeSpan.FromHours(9), Copies = 1 };

        StopPolicy.Evaluate(conditions, Complete with { Copies = 1 }).ShouldBe(StopReason.Copies);
    }
}
