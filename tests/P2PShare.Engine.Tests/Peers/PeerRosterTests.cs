using System.Net;
using P2PShare.Engine.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class PeerRosterTests
{
    private readonly PeerRoster _roster = new();

    [Fact]
    public void Slots_are_used_again_lowest_first_and_serials_never()
    {
        var keys = Enumerable.Range(1, 3).Select(port => _roster.Join(Address(port))).ToArray();
        keys.Select(key => key.Slot).ShouldBe([0, 1, 2]);

        _roster.Leave(keys[1], null);
        _roster.Leave(keys[0], null);
        var next = _roster.Join(Address(4));

        next.Slot.ShouldBe(0);
        next.ShouldNotBe(keys[0]);
        _roster.Count.ShouldBe(2);
    }

    [Fact]
    public void Who_left_is_remembered_for_a_bounded_while()
    {
        var first = _roster.Join(Address(1));
        _roster.Leave(first, Address(9));
        _roster.TryGetAddresses(first, out var addresses).ShouldBeTrue();
        addresses.ShouldBe(new PeerAddresses(Address(1), Address(9)));

        for (var i = 0; i < PeerRoster.RememberedDepartures; i++)
        {
            _roster.Leave(_roster.Join(Address(2)), null);
        }

        _roster.TryGetAddresses(first, out _).ShouldBeFalse();
    }

    private static IPEndPoint Address(int port) => new(IPAddress.Parse("203.0.113.5"), port);
}
