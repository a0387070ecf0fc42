using P2PShare.Engine.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class ChokerTests
{
    [Fact]
    public void The_first_friend_is_served_at_once()
    {
        var swarm = new ChokerSwarm(slots: 4);
        swarm.Evaluate();
        swarm.Add(1);
        swarm.Now += TimeSpan.FromMilliseconds(1);

        swarm.Evaluate().ShouldBe([1]);
    }

    [Fact]
    public void Between_rounds_nobody_loses_a_slot_to_a_better_one()
    {
        var swarm = new ChokerSwarm(slots: 2);
        swarm.Add(1, downloadRate: 10);
        swarm.Add(2, downloadRate: 10);
        swarm.Evaluate();
        swarm.Add(3, downloadRate: 1000);
        swarm.Now += TimeSpan.FromSeconds(5);

        swarm.Evaluate().ShouldBe([1, 2], ignoreOrder: true);
        swarm.Now += Choker.Round;
        swarm.Evaluate().ShouldContain(3);
    }

    [Fact]
    public void While_leeching_the_best_uploaders_get_all_slots_but_one()
    {
        var swarm = new ChokerSwarm(slots: 4);
        for (var serial = 1; serial <= 20; serial++)
        {
            swarm.Add(serial, downloadRate: serial);
        }

        var unchoked = swarm.Evaluate();

        unchoked.Count.ShouldBe(4);
        new[] { 20, 19, 18 }.ShouldBeSubsetOf(unchoked);
    }

    [Theory]
    [InlineData(2, 1_000)]
    [InlineData(8, 1_000)]
    [InlineData(300, 1_000)]
    [InlineData(999, 1_000)]
    [InlineData(1_000, 1_000)]
    [InlineData(8, 9)]
    public void Of_any_number_of_peers_the_best_are_found(int slots, int count)
    {
        var swarm = new ChokerSwarm(slots);
        foreach (var serial in Enumerable.Range(1, count).OrderBy(serial => serial * 7919 % 1009))
        {
            // Some give alike.
            swarm.Add(serial, downloadRate: serial / 2);
        }

        var unchoked = swarm.Evaluate();

        unchoked.Count.ShouldBe(Math.Min(slots, count));
        unchoked.Distinct().Count().ShouldBe(unchoked.Count);
        var worstOfBest = (count - Math.Min(slots, count) + 2) / 2;
        unchoked.Count(serial => serial / 2 < worstOfBest).ShouldBeLessThanOrEqualTo(1, "the optimistic slot");
    }

    [Fact]
    public void Nothing_is_allocated_once_it_runs()
    {
        var choker = new Choker(8, new Random(1));
        var peers = Enumerable.Range(0, 1_000).Select(static slot => new ChokeCandidate { Key = new PeerKey(slot, 1), IsInterested = true, DownloadRate = slot }).ToArray();
        var unchoked = new HashSet<PeerKey>();
        var now = TimeSpan.Zero;
        Rounds();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Rounds();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Rounds()
        {
            for (var second = 0; second < 60; second++)
            {
                now += TimeSpan.FromSeconds(1);
                choker.Evaluate(now, second >= 30, peers, unchoked);
            }
        }
    }

    [Fact]
    public void A_free_rider_gets_the_optimistic_slot_in_its_turn_and_no_other()
    {
        // Eight give, twelve only take: over ten minutes those who give get seven of eight slots.
        var swarm = new ChokerSwarm(slots: 4);
        for (var serial = 1; serial <= 20; serial++)
        {
            swarm.Add(serial, downloadRate: serial <= 8 ? 100 - serial : 0);
        }

        var rounds = swarm.Rounds(60);

        rounds.ShouldAllBe(unchoked => unchoked.Count(serial => serial > 3) == 1);
        var served = rounds.SelectMany(unchoked => unchoked).Where(serial => serial > 8).ToArray();
        served.Distinct().Count().ShouldBe(12);
    }

    [Fact]
    public void The_optimistic_slot_stays_for_three_rounds()
    {
        var swarm = new ChokerSwarm(slots: 2);
        for (var serial = 1; serial <= 10; serial++)
        {
            swarm.Add(serial, downloadRate: serial == 1 ? 100 : 0);
        }

        var optimistic = swarm.Rounds(9).Select(unchoked => unchoked.Single(serial => serial != 1)).ToArray();

        optimistic[..3].Distinct().Count().ShouldBe(1);
        optimistic[3..6].Distinct().Count().ShouldBe(1);
        optimistic.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void New_sessions_wait_three_times_as_fast_for_the_optimistic_slot()
    {
        var swarm = new ChokerSwarm(slots: 2);
        swarm.Add(1, downloadRate: 100);
        swarm.Add(2, connected: TimeSpan.FromSeconds(100));
        swarm.Add(3, connected: TimeSpan.FromSeconds(50));
        swarm.Add(4, connected: TimeSpan.FromSeconds(10));

        swarm.Evaluate().ShouldBe([1, 3], ignoreOrder: true);
    }

    [Fact]
    public void A_flood_of_new_sessions_does_not_starve_who_waits()
    {
        var swarm = new ChokerSwarm(slots: 2);
        swarm.Add(1, downloadRate: 100);
        swarm.Add(2);
        var wasServed = false;
        for (var round = 0; round < 60 && !wasServed; round++)
        {
            for (var i = 0; i < 5; i++)
            {
                swarm.Add(100 + (round * 5) + i, connected: TimeSpan.FromSeconds(9));
            }

            wasServed = swarm.Rounds(1).Single().Contains(2);
        }

        wasServed.ShouldBeTrue();
    }

    [Fact]
    public void A_peer_that_snubs_us_loses_its_slot_to_one_that_gives()
    {
        var swarm = new ChokerSwarm(slots: 3);
        swarm.Add(1, downloadRate: 1000, isSnubbed: true);
        swarm.Add(2, downloadRate: 10);
        swarm.Add(3, downloadRate: 5);
        swarm.Add(4, downloadRate: 0, connected: TimeSpan.FromMinutes(10));

        swarm.Evaluate().ShouldBe([2, 3, 4], ignoreOrder: true);
    }

    [Fact]
    public void Who_wants_nothing_or_takes_nothing_gets_no_slot()
    {
        var swarm = new ChokerSwarm(slots: 4);
        swarm.Add(1, isInterested: false, downloadRate: 1000);
        swarm.Add(2, isUploadOnly: true, downloadRate: 1000);
        swarm.Add(3);

        swarm.Evaluate().ShouldBe([3]);
        swarm.Evaluate(seeding: true).ShouldBe([3]);
        swarm.Remove(3);
        swarm.Add(3, isInterested: false);
        swarm.Evaluate().ShouldBeEmpty();
    }

    [Fact]
    public void A_slot_that_nobody_has_a_use_for_is_lent_to_those_who_want_nothing_yet_and_take_something()
    {
        var swarm = new ChokerSwarm(slots: 4);
        swarm.Add(1, isInterested: false);
        swarm.Add(2, isInterested: false, isUploadOnly: true);
        swarm.Add(3);
        swarm.Add(4, isInterested: false);
        swarm.Lend().ShouldBe([1, 4]);

        swarm.Add(5);
        swarm.Add(6, isInterested: false);
        swarm.Lend().ShouldBe([1, 4], "who came first keeps it");
        swarm.Add(7);
        swarm.Lend().ShouldBe([1]);
        swarm.Add(8);
        swarm.Lend().ShouldBeEmpty();
        swarm.Add(9);
        swarm.Lend().ShouldBeEmpty();
    }

    [Fact]
    public void While_seeding_all_get_the_same_time()
    {
        var swarm = new ChokerSwarm(slots: 4);
        for (var serial = 1; serial <= 10; serial++)
        {
            swarm.Add(serial, uploadRate: serial * 1000);
        }

        var rounds = swarm.Rounds(300, seeding: true);

        var turns = rounds.SelectMany(unchoked => unchoked).CountBy(serial => serial).ToDictionary();
        turns.Count.ShouldBe(10);
        turns.Values.ShouldAllBe(count => count >= 105 && count <= 135);
    }

    [Fact]
    public void While_seeding_nobody_is_choked_when_there_are_slots_for_all()
    {
        var swarm = new ChokerSwarm(slots: 4);
        swarm.Add(1, uploadRate: 1000);
        swarm.Add(2, uploadRate: 0);

        swarm.Rounds(20, seeding: true).ShouldAllBe(unchoked => unchoked.Count == 2);
    }

    [Fact]
    public void While_seeding_a_slot_that_is_not_used_goes_to_who_waits_after_one_round()
    {
        var swarm = new ChokerSwarm(slots: 2);
        swarm.Add(1, uploadRate: 1000);
        swarm.Add(2, uploadRate: 0);
        swarm.Evaluate(seeding: true);
        swarm.Add(3, uploadRate: 1000);

        swarm.Rounds(2, seeding: true)[^1].ShouldBe([1, 3], ignoreOrder: true);
    }

    [Fact]
    public void There_are_never_more_unchoked_than_slots()
    {
        var swarm = new ChokerSwarm(slots: 5);
        var random = new Random(1);
        for (var step = 0; step < 2000; step++)
        {
            swarm.Remove(random.Next(30));
            swarm.Add(random.Next(30), random.Next(100), random.Next(100), random.Next(3) > 0, random.Next(5) == 0, random.Next(5) == 0);
            swarm.Now += TimeSpan.FromSeconds(random.NextDouble() * 5);
            swarm.Evaluate(seeding: step / 500 % 2 == 1).Count.ShouldBeLessThanOrEqualTo(5);
        }
    }
}
