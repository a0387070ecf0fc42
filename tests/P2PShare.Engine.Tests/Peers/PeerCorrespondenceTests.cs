using System.Net;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class PeerCorrespondenceTests
{
    private static readonly IPEndPoint Receiver = IPEndPoint.Parse("192.0.2.200:50000");
    private static readonly IPEndPoint Listens = IPEndPoint.Parse("192.0.2.200:6881");

    private readonly PeerCorrespondence _letters = new();
    private readonly RecentContacts _recent = new();
    private TimeSpan _now = TimeSpan.FromHours(1);

    public PeerCorrespondenceTests() => _letters.Open(3, _now);

    [Fact]
    public void The_first_is_due_a_little_after_the_peer_has_asked_for_it_and_not_before()
    {
        _letters.IsDue(_now).ShouldBeFalse();
        _letters.IsDue(_now + PeerCorrespondence.FirstWait).ShouldBeTrue();
        new PeerCorrespondence().IsDue(TimeSpan.MaxValue).ShouldBeFalse();
    }

    [Fact]
    public void Asking_again_brings_nothing_sooner_and_no_id_ends_it()
    {
        _ = WriteAfter(PeerCorrespondence.FirstWait, Live(1));

        _letters.Open(4, _now);
        _letters.IsDue(_now + PeerCorrespondence.FirstWait).ShouldBeFalse();
        _letters.IsDue(_now + PeerCorrespondence.Interval).ShouldBeTrue();

        _letters.Open(0, _now);
        _letters.IsDue(_now + PeerCorrespondence.Interval).ShouldBeFalse();
    }

    [Fact]
    public void One_a_minute_tells_what_has_changed_and_nothing_when_nothing_has()
    {
        WriteAfter(PeerCorrespondence.FirstWait, Live(1, 2))!.Added.ShouldBe(Live(1, 2));

        _letters.IsDue(_now + PeerCorrespondence.Interval - TimeSpan.FromSeconds(1)).ShouldBeFalse();
        var second = WriteAfter(PeerCorrespondence.Interval, Live(2, 3)).ShouldNotBeNull();
        second.Added.ShouldBe(Live(3));
        second.Dropped.ShouldBe([Address(1)]);

        WriteAfter(PeerCorrespondence.Interval, Live(2, 3)).ShouldBeNull();
        WriteAfter(PeerCorrespondence.LookInterval, Live(2)).ShouldNotBeNull().Dropped.ShouldBe([Address(3)]);
    }

    [Fact]
    public void A_later_one_tells_of_fifty_at_most_and_the_rest_comes_the_next_time()
    {
        int[] all = [.. Enumerable.Range(1, 130)];
        var first = WriteAfter(PeerCorrespondence.FirstWait, Live(all)).ShouldNotBeNull();
        first.Added.Count.ShouldBe(PeerCorrespondence.MaxFirst);

        WriteAfter(PeerCorrespondence.Interval, Live(all)).ShouldNotBeNull().Added.Count.ShouldBe(30);
        var dropped = Enumerable.Range(0, 3).SelectMany(_ => WriteAfter(PeerCorrespondence.Interval, [])!.Dropped).ToList();
        dropped.Order(Comparer<IPEndPoint>.Create((one, other) => one.Port - other.Port)).ShouldBe(all.Select(Address));
    }

    [Fact]
    public void Later_ones_keep_to_fifty()
    {
        _ = WriteAfter(PeerCorrespondence.FirstWait, Live(1));

        var second = WriteAfter(PeerCorrespondence.Interval, Live([.. Enumerable.Range(2, 80)])).ShouldNotBeNull();

        second.Added.Count.ShouldBe(PeerCorrespondence.MaxLater);
    }

    [Fact]
    public void A_peer_is_not_told_of_itself()
    {
        PeerExchangeContact[] itself = [new(Receiver, PeerExchangeFlags.None), new(Listens, PeerExchangeFlags.None)];

        WriteAfter(PeerCorrespondence.FirstWait, itself).ShouldBeNull();
    }

    [Theory]
    [InlineData("8.8.8.8:5000", "9.9.9.9:1")]
    [InlineData("192.168.0.9:5000", "9.9.9.9:1", "192.168.0.1:1", "[fd00::1]:1")]
    [InlineData("127.0.0.1:5000", "9.9.9.9:1", "192.168.0.1:1", "[fd00::1]:1", "127.0.0.1:1")]
    public void A_peer_is_told_of_nothing_nearer_to_it_than_itself(string receiver, params string[] told)
    {
        string[] all = ["9.9.9.9:1", "192.168.0.1:1", "[fd00::1]:1", "127.0.0.1:1", "[fe80::1]:1", "224.0.0.1:1"];
        PeerExchangeContact[] live = [.. all.Select(address => new PeerExchangeContact(IPEndPoint.Parse(address), PeerExchangeFlags.None))];
        _now += PeerCorrespondence.FirstWait;

        var message = _letters.Compose(IPEndPoint.Parse(receiver), null, live, _recent, _now).ShouldNotBeNull();

        message.Added.Select(contact => contact.Address.ToString()).ShouldBe(told);
    }

    [Fact]
    public void Seeds_that_were_let_go_are_told_once_and_dropped_the_next_time()
    {
        _recent.Add(Contact(7));

        WriteAfter(PeerCorrespondence.FirstWait, Live(1)).ShouldNotBeNull().Added.ShouldBe(Live(1, 7));
        var second = WriteAfter(PeerCorrespondence.Interval, Live(1)).ShouldNotBeNull();
        second.Added.ShouldBeEmpty();
        second.Dropped.ShouldBe([Address(7)]);
        WriteAfter(PeerCorrespondence.Interval, Live(1)).ShouldBeNull();
    }

    [Fact]
    public void With_plenty_of_live_contacts_none_but_those_are_told()
    {
        _recent.Add(Contact(77));

        var message = WriteAfter(PeerCorrespondence.FirstWait, Live([.. Enumerable.Range(1, PeerCorrespondence.Plenty)])).ShouldNotBeNull();

        message.Added.ShouldNotContain(Contact(77));
    }

    [Fact]
    public void What_is_dropped_is_never_added_in_the_same_message()
    {
        _ = WriteAfter(PeerCorrespondence.FirstWait, Live(1, 2));
        _recent.Add(Contact(2));

        var message = WriteAfter(PeerCorrespondence.Interval, Live(1)).ShouldNotBeNull();

        message.Dropped.ShouldBe([Address(2)]);
        message.Added.ShouldBeEmpty();
    }

    [Fact]
    public void Recent_contacts_are_bounded_for_each_family()
    {
        for (var port = 1; port <= 100; port++)
        {
            _recent.Add(Contact(port));
        }

        _recent.Add(new PeerExchangeContact(IPEndPoint.Parse("[2001:db8::1]:1"), PeerExchangeFlags.Seed));

        var told = WriteAfter(PeerCorrespondence.FirstWait, []).ShouldNotBeNull().Added;
        told.Count.ShouldBe(RecentContacts.Capacity + 1);
        told[0].ShouldBe(Contact(100));
    }

    [Fact]
    public void A_peer_is_heard_once_in_a_while_and_a_flood_is_one()
    {
        _letters.Hear(_now).ShouldBe(Hearing.Heard);
        for (var message = 0; message < PeerCorrespondence.MaxHasty; message++)
        {
            _letters.Hear(_now + TimeSpan.FromSeconds(44)).ShouldBe(Hearing.TooSoon);
        }

        _letters.Hear(_now + PeerCorrespondence.MinHearing).ShouldBe(Hearing.Heard);
        _now += PeerCorrespondence.MinHearing;
        for (var message = 0; message < PeerCorrespondence.MaxHasty; message++)
        {
            _letters.Hear(_now).ShouldBe(Hearing.TooSoon);
        }

        _letters.Hear(_now).ShouldBe(Hearing.Flood);
    }

    private static IPEndPoint Address(int port) => new(IPAddress.Parse("192.0.2.1"), port);

    private static PeerExchangeContact Contact(int port) => new(Address(port), PeerExchangeFlags.Reachable);

    private static PeerExchangeContact[] Live(params int[] ports) => [.. ports.Select(Contact)];

    private PeerExchangeMessage? WriteAfter(TimeSpan wait, PeerExchangeContact[] live)
    {
        _now += wait;
        _letters.IsDue(_now).ShouldBeTrue();
        return _letters.Compose(Receiver, Listens, live, _recent, _now);
    }
}
