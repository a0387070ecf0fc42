using System.Net;
using P2PShare.Testing;
using P2PShare.Tracker.Udp;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Udp;

public sealed class ConnectionIdsTests
{
    private static readonly IPAddress Client = IPAddress.Parse("203.0.113.1");

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(0)]
    [InlineData(61)]
    [InlineData(119)]
    public void An_id_is_good_for_two_minutes_whenever_it_was_made(int madeAt)
    {
        var ids = new ConnectionIds(_time);
        _time.Advance(TimeSpan.FromSeconds(madeAt));
        var id = ids.Create(Client);

        _time.Advance(TimeSpan.FromMinutes(2));
        ids.IsValid(id, Client).ShouldBeTrue();
        _time.Advance(TimeSpan.FromMinutes(2));
        ids.IsValid(id, Client).ShouldBeFalse();
    }

    [Fact]
    public void An_id_is_good_for_the_address_it_was_made_for_only()
    {
        var ids = new ConnectionIds(_time);
        var id = ids.Create(Client);

        ids.IsValid(id, IPAddress.Parse("203.0.113.2")).ShouldBeFalse();
        ids.IsValid(id, IPAddress.Parse("2001:db8::1")).ShouldBeFalse();
        ids.IsValid(id ^ 1, Client).ShouldBeFalse();
        ids.IsValid(0, Client).ShouldBeFalse();
    }

    [Fact]
    public void An_id_of_another_tracker_is_no_good() =>
        new ConnectionIds(_time).IsValid(new ConnectionIds(_time).Create(Client), Client).ShouldBeFalse();
}
