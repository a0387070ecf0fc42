using System.Net;
using P2PShare.Engine.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class PeerBookTests
{
    private readonly PeerBook _book = new(new Random(1));
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void Whom_the_user_named_comes_first_and_then_who_failed_least()
    {
        IPEndPoint named = Address(1), failed = Address(2), fresh = Address(3);
        _book.Add(failed, PeerSource.Tracker);
        _book.TryNext(_now, false, out _).ShouldBeTrue();
        _book.Failed(failed, _now);
        _now += TimeSpan.FromHours(1);
        _book.Add(fresh, PeerSource.Pex);
        _book.Add(named, PeerSource.User);

        All().ShouldBe([named, fresh, failed]);
    }

    [Fact]
    public void Among_equals_chance_decides()
    {
        var firsts = Enumerable.Range(0, 60).Select(seed =>
        {
            var book = new PeerBook(new Random(seed));
            foreach (var port in Enumerable.Range(1, 20))
            {
                book.Add(Address(port), PeerSource.Tracker);
            }

            book.TryNext(_now, false, out var first).ShouldBeTrue();
            return first!.Port;
        });

        firsts.Distinct().Count().ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Nobody_is_connected_to_twice_at_once()
    {
        _book.Add(Address(1), PeerSource.Tracker);
        _book.TryNext(_now, false, out _).ShouldBeTrue();
        _book.TryNext(_now, false, out _).ShouldBeFalse();

        _book.Connected(Address(2));
        _book.Add(Address(2), PeerSource.Pex);
        _book.TryNext(_now, false, out _).ShouldBeFalse();
    }

    [Fact]
    public void Who_fails_is_left_alone_longer_each_time_and_then_forgotten()
    {
        _book.Add(Address(1), PeerSource.Tracker);
        var delays = new List<double>();
        while (_book.Count > 0)
        {
            delays.Add(SecondsUntilNext());
            _book.Failed(Address(1), _now);
        }

        delays.Count.ShouldBe(PeerBook.MaxFailures);
        delays[0].ShouldBe(0);
        delays[1].ShouldBeInRange(7.5, 13.5);
        delays[2].ShouldBeInRange(15, 26);
        delays[4].ShouldBeInRange(60, 101);
    }

    [Fact]
    public void Whom_the_user_named_is_never_forgotten_and_tried_at_least_about_hourly()
    {
        _book.Add(Address(1), PeerSource.User);
        for (var i = 0; i < 40; i++)
        {
            SecondsUntilNext().ShouldBeLessThanOrEqualTo(1.25 * 3600 + 1);
            _book.Failed(Address(1), _now);
        }

        _book.Count.ShouldBe(1);
        SecondsUntilNext().ShouldBeGreaterThan(0.7 * 3600);
    }

    [Fact]
    public void A_session_clears_failures_and_is_not_begun_again_at_once()
    {
        _book.Add(Address(1), PeerSource.Tracker);
        for (var i = 0; i < 3; i++)
        {
            SecondsUntilNext();
            _book.Failed(Address(1), _now);
        }

        SecondsUntilNext();
        _book.Connected(Address(1));
        _book.Disconnected(Address(1), _now);

        SecondsUntilNext().ShouldBeInRange(7.5, 13.5);
    }

    [Fact]
    public void Another_telling_of_a_peer_does_not_shorten_its_wait_but_raises_its_standing()
    {
        _book.Add(Address(1), PeerSource.Pex);
        _book.TryNext(_now, false, out _);
        _book.Failed(Address(1), _now);

        _book.Add(Address(1), PeerSource.User).ShouldBeTrue();

        _book.TryNext(_now, false, out _).ShouldBeFalse();
        for (var i = 0; i < 10; i++)
        {
            _book.Failed(Address(1), _now);
        }

        _book.Count.ShouldBe(1);
    }

    [Fact]
    public void A_seed_connects_to_no_seeds()
    {
        _book.Add(Address(1), PeerSource.Tracker);
        _book.MarkSeed(Address(1));

        _book.TryNext(_now, skipSeeds: true, out _).ShouldBeFalse();
        _book.TryNext(_now, skipSeeds: false, out _).ShouldBeTrue();
    }

    [Fact]
    public void Ourselves_and_the_banned_are_never_connected_to()
    {
        _book.Add(Address(1), PeerSource.User);
        _book.Add(Address(2), PeerSource.User);
        _book.TryNext(_now, false, out _);
        _book.MarkOwn(Address(1));
        _book.Ban(Address(2));
        _now += TimeSpan.FromDays(1);

        _book.TryNext(_now, false, out _).ShouldBeFalse();
        _book.IsBanned(Address(2)).ShouldBeTrue();
        _book.Add(Address(2), PeerSource.Tracker).ShouldBeFalse();
        _book.TryNext(_now, false, out _).ShouldBeFalse();
        _book.Best(10).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("203.0.113.5:0")]
    [InlineData("0.0.0.0:6881")]
    [InlineData("255.255.255.255:6881")]
    [InlineData("224.0.0.1:6881")]
    [InlineData("239.192.152.143:6771")]
    [InlineData("240.0.0.1:6881")]
    [InlineData("[::]:6881")]
    [InlineData("[ff15::efc0:988f]:6771")]
    [InlineData("[::ffff:224.0.0.1]:6881")]
    public void Addresses_that_nobody_can_have_are_refused(string address) =>
        _book.Add(IPEndPoint.Parse(address), PeerSource.Tracker).ShouldBeFalse();

    [Fact]
    public void A_mapped_address_is_the_same_as_the_plain_one()
    {
        _book.Add(IPEndPoint.Parse("[::ffff:203.0.113.5]:1"), PeerSource.Tracker).ShouldBeTrue();
        _book.Add(Address(1), PeerSource.Tracker).ShouldBeTrue();
        _book.Count.ShouldBe(1);
        _book.Ban(IPEndPoint.Parse("[::ffff:203.0.113.5]:1"));
        _book.IsBanned(Address(1)).ShouldBeTrue();
    }

    [Fact]
    public void When_it_is_full_hearsay_gives_way_to_better_sources_and_failures_to_anybody()
    {
        for (var i = 0; i < PeerBook.MaxPeers; i++)
        {
            _book.Add(Host(i), i == 0 ? PeerSource.User : PeerSource.Pex).ShouldBeTrue();
        }

        _book.Add(Address(1), PeerSource.Pex).ShouldBeFalse();
        _book.Add(Address(1), PeerSource.Tracker).ShouldBeTrue();
        _book.Count.ShouldBe(PeerBook.MaxPeers);

        _book.Failed(Address(1), _now);
        _book.Add(Address(2), PeerSource.Pex).ShouldBeTrue();
        _book.Count.ShouldBe(PeerBook.MaxPeers);
        All().ShouldNotContain(Address(1));
        _book.Best(PeerBook.MaxPeers).ShouldContain(Host(0));
    }

    private static IPEndPoint Address(int port) => new(IPAddress.Parse("203.0.113.5"), port);

    private static IPEndPoint Host(int number) => new(new IPAddress([198, 18, (byte)(number >> 8), (byte)number]), 6881);

    private double SecondsUntilNext()
    {
        var start = _now;
        while (!_book.TryNext(_now, false, out _))
        {
            _now += TimeSpan.FromSeconds(0.5);
        }

        return (_now - start).TotalSeconds;
    }

    private List<IPEndPoint> All()
    {
        var all = new List<IPEndPoint>();
        while (_book.TryNext(_now, false, out var address))
        {
            all.Add(address);
        }

        return all;
    }
}
