using P2PShare.Engine.Discovery;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class AnnounceScheduleTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void The_first_tracker_is_due_at_once_and_while_it_works_no_other()
    {
        var schedule = Schedule("a", "b");

        schedule.UntilDue().ShouldBe(TimeSpan.Zero);
        var first = schedule.TakeDue()!;
        schedule.MarkAnswered(first, Interval, null);

        first.Url.Uri.Host.ShouldBe("a");
        schedule.TakeDue().ShouldBeNull();
        schedule.UntilDue().ShouldBe(Interval);
        _time.Advance(Interval);
        schedule.TakeDue().ShouldBe(first);
    }

    [Fact]
    public void The_next_tier_is_tried_when_the_first_fails_and_the_first_again_later()
    {
        var schedule = Schedule("a", "b");
        var first = schedule.TakeDue()!;
        schedule.MarkFailed(first, null);

        var second = schedule.TakeDue()!;
        schedule.MarkAnswered(second, Interval, null);

        second.Url.Uri.Host.ShouldBe("b");
        schedule.UntilDue()!.Value.ShouldBeInRange(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(22.5));
        _time.Advance(TimeSpan.FromSeconds(23));
        schedule.TakeDue().ShouldBe(first);
        schedule.MarkAnswered(first, Interval, null);
        _time.Advance(Interval - TimeSpan.FromSeconds(1));
        schedule.TakeDue().ShouldBeNull("the first works again, and the second is in reserve");
    }

    [Fact]
    public void Whichever_works_comes_to_the_front_of_its_tier_and_not_beyond()
    {
        var schedule = Schedule("a", "b1 b2");
        schedule.MarkFailed(schedule.TakeDue()!, null);
        schedule.MarkFailed(schedule.TakeDue()!, null);
        var working = schedule.TakeDue()!;

        schedule.MarkAnswered(working, Interval, null);

        schedule.Trackers.Select(tracker => tracker.Tier).ShouldBe([0, 1, 1]);
        schedule.Trackers[1].ShouldBe(working);
    }

    [Fact]
    public void Trackers_of_one_tier_are_tried_in_random_order()
    {
        var firsts = Enumerable.Range(0, 100).Select(seed => Schedule(seed, "a b c").TakeDue()!.Url.Uri.Host);

        firsts.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void A_slow_tracker_is_not_waited_for_longer_than_patience_lasts()
    {
        var schedule = Schedule("a", "b");
        var slow = schedule.TakeDue()!;
        schedule.TakeDue().ShouldBeNull();
        schedule.UntilDue().ShouldBe(AnnounceSchedule.Patience);

        _time.Advance(AnnounceSchedule.Patience);

        var next = schedule.TakeDue()!;
        next.Url.Uri.Host.ShouldBe("b");
        schedule.MarkAnswered(next, Interval, null);
        schedule.MarkAnswered(slow, Interval, null);
        schedule.UntilDue().ShouldBe(Interval);
    }

    [Fact]
    public void While_all_fail_nothing_is_due_before_the_back_off_ends()
    {
        var schedule = Schedule("a");
        var total = TimeSpan.Zero;
        for (var failures = 0; failures < 12; failures++)
        {
            schedule.MarkFailed(schedule.TakeDue()!, null);
            schedule.TakeDue().ShouldBeNull();
            var wait = schedule.UntilDue()!.Value;
            wait.ShouldBeInRange(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(90));
            total += wait;
            _time.Advance(wait);
        }

        total.ShouldBeGreaterThan(TimeSpan.FromHours(4));
    }

    [Fact]
    public void A_tracker_that_never_wants_to_hear_of_us_again_is_left_alone()
    {
        var schedule = Schedule("a");

        schedule.MarkFailed(schedule.TakeDue()!, Timeout.InfiniteTimeSpan);

        schedule.UntilDue().ShouldBeNull();
        schedule.UntilDue(schedule.Trackers[0]).ShouldBeNull();
        _time.Advance(TimeSpan.FromDays(365));
        schedule.TakeDue().ShouldBeNull();
    }

    [Fact]
    public void A_need_for_peers_waits_for_the_minimum_interval()
    {
        var schedule = Schedule("a");
        schedule.MarkAnswered(schedule.TakeDue()!, Interval, TimeSpan.FromMinutes(7));

        schedule.NeedPeers().ShouldBeTrue();
        schedule.NeedPeers().ShouldBeFalse();

        schedule.UntilDue().ShouldBe(TimeSpan.FromMinutes(7));
        _time.Advance(TimeSpan.FromMinutes(7));
        schedule.MarkAnswered(schedule.TakeDue()!, Interval, TimeSpan.FromMinutes(7));
        schedule.UntilDue().ShouldBe(Interval, "the need was met by asking");
    }

    [Fact]
    public void A_need_for_peers_does_not_hurry_a_tracker_that_fails()
    {
        var schedule = Schedule("a");
        schedule.MarkFailed(schedule.TakeDue()!, TimeSpan.FromMinutes(10));

        schedule.NeedPeers();

        schedule.UntilDue()!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public void Completion_is_said_at_once_and_once_where_we_are_known()
    {
        var schedule = Schedule("a");
        var tracker = schedule.TakeDue()!;
        tracker.Targets[0].MarkAnswer(tracker.Targets[0].NextEvent(schedule.HasCompleted), null);
        schedule.MarkAnswered(tracker, Interval, null);

        schedule.MarkCompleted();

        schedule.UntilDue().ShouldBe(TimeSpan.Zero);
        schedule.TakeDue().ShouldBe(tracker);
        tracker.Targets[0].NextEvent(schedule.HasCompleted).ShouldBe(AnnounceEvent.Completed);
        tracker.Targets[0].MarkAnswer(AnnounceEvent.Completed, null);
        schedule.MarkAnswered(tracker, Interval, null);
        tracker.Targets[0].NextEvent(schedule.HasCompleted).ShouldBe(AnnounceEvent.None);
        schedule.UntilDue().ShouldBe(Interval);
    }

    [Fact]
    public void A_completion_that_half_fails_is_not_said_again_and_again()
    {
        var schedule = Schedule("a");
        var tracker = schedule.TakeDue()!;
        tracker.Targets[0].MarkAnswer(AnnounceEvent.Started, null);
        schedule.MarkAnswered(tracker, Interval, null);
        schedule.MarkCompleted();

        // Taken for one address, refused for the other, whose event stays owed.
        schedule.TakeDue().ShouldBe(tracker);
        schedule.MarkAnswered(tracker, Interval, null);

        tracker.Targets[0].NextEvent(schedule.HasCompleted).ShouldBe(AnnounceEvent.Completed);
        schedule.UntilDue().ShouldBe(Interval);
    }

    [Fact]
    public void Where_we_are_not_known_yet_the_start_comes_before_the_completion()
    {
        var schedule = Schedule("a");
        schedule.MarkCompleted();
        var tracker = schedule.TakeDue()!;

        tracker.Targets[0].NextEvent(schedule.HasCompleted).ShouldBe(AnnounceEvent.Started);
        tracker.Targets[0].MarkAnswer(AnnounceEvent.Started, null);
        schedule.MarkAnswered(tracker, Interval, null);

        schedule.TakeDue().ShouldBe(tracker);
        tracker.Targets[0].NextEvent(schedule.HasCompleted).ShouldBe(AnnounceEvent.Completed);
    }

    [Fact]
    public void There_is_an_end_to_how_many_trackers_are_used() =>
        Schedule(string.Join(' ', Enumerable.Range(0, AnnounceSchedule.MaxTrackers + 1).Select(number => $"t{number}")))
            .Trackers.Count.ShouldBe(AnnounceSchedule.MaxTrackers);

    private AnnounceSchedule Schedule(params string[] tiers) => Schedule(1, tiers);

    private AnnounceSchedule Schedule(int seed, params string[] tiers)
    {
        var urls = tiers.Select(tier => (IReadOnlyList<TrackerUrl>)[.. tier.Split(' ').Select(UrlOf)]).ToList();
        return new AnnounceSchedule(urls, () => [new AnnounceTarget(new Sha1Hash(new byte[20]), TrackerFamily.IPv4)], _time, new Random(seed));
    }

    private static TrackerUrl UrlOf(string host) =>
        TrackerUrl.TryParse($"http://{host}/announce", out var url, out _) ? url : throw new ArgumentException(host);
}
