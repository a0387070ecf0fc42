using P2PShare.Engine.Discovery;
using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class LocalScheduleTests
{
    private readonly LocalSchedule _schedule = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_torrent_is_announced_at_once_and_then_every_five_minutes()
    {
        _schedule.Add(Hash(1));

        AnnouncedWithin(TimeSpan.FromMinutes(16)).ShouldBe([(0, 1), (300, 1), (600, 1), (900, 1)]);
    }

    [Fact]
    public void What_has_begun_goes_out_at_once_beside_the_one_a_minute_and_only_a_few_times()
    {
        for (var number = 0; number < 5; number++)
        {
            _schedule.Add(Hash(number));
            _schedule.Next(_now).Count.ShouldBe(number < LocalSchedule.MaxBurst ? 1 : 0);
            _now += TimeSpan.FromSeconds(1);
        }
    }

    [Fact]
    public void Many_torrents_share_datagrams_and_take_turns_one_a_minute()
    {
        for (var number = 0; number < 10 * LocalAnnouncement.MaxInfoHashes; number++)
        {
            _schedule.Add(Hash(number));
        }

        var sent = AnnouncedWithin(TimeSpan.FromMinutes(20));

        sent.ShouldAllBe(datagram => datagram.Count <= LocalAnnouncement.MaxInfoHashes);
        sent.Take(10).Sum(datagram => datagram.Count).ShouldBe(10 * LocalAnnouncement.MaxInfoHashes);
        sent.Count.ShouldBeInRange(20, 20 + LocalSchedule.MaxBurst);
    }

    [Fact]
    public void A_torrent_that_is_over_is_announced_no_more()
    {
        _schedule.Add(Hash(1));
        _ = _schedule.Next(_now);
        _schedule.Remove(Hash(1));

        AnnouncedWithin(TimeSpan.FromMinutes(6)).ShouldBeEmpty();
    }

    [Fact]
    public void A_new_network_is_told_at_once()
    {
        _schedule.Add(Hash(1));
        _ = _schedule.Next(_now);
        _schedule.Restart();

        _schedule.Next(_now).ShouldBe([Hash(1)]);
    }

    private static Sha1Hash Hash(int number) => new(Convert.FromHexString($"{number:x40}"));

    private List<(int Second, int Count)> AnnouncedWithin(TimeSpan time)
    {
        var sent = new List<(int, int)>();
        for (var second = 0; second < time.TotalSeconds; second++)
        {
            if (_schedule.Next(_now + TimeSpan.FromSeconds(second)) is { Count: > 0 } hashes)
            {
                sent.Add((second, hashes.Count));
            }
        }

        return sent;
    }
}
