using System.Net;
using P2PShare.Engine.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class BanListTests
{
    private readonly BanList _bans = new();

    [Fact]
    public void A_friend_behind_the_liars_router_is_not_banned_with_it()
    {
        _bans.Add(Peer("203.0.113.5", 1));

        _bans.Contains(Peer("203.0.113.5", 1)).ShouldBeTrue();
        _bans.Contains(Peer("203.0.113.5", 2)).ShouldBeFalse();
    }

    [Fact]
    public void A_liar_that_comes_back_from_other_ports_loses_its_whole_address()
    {
        foreach (var port in Enumerable.Range(1, BanList.MaxPorts))
        {
            _bans.Contains(Peer("203.0.113.5", port)).ShouldBeFalse();
            _bans.Add(Peer("203.0.113.5", port));
        }

        _bans.Contains(Peer("203.0.113.5", 4000)).ShouldBeTrue();
        _bans.Contains(Peer("203.0.113.6", 4000)).ShouldBeFalse();
    }

    [Fact]
    public void The_same_port_banned_again_counts_once()
    {
        foreach (var _ in Enumerable.Range(0, 10))
        {
            _bans.Add(Peer("203.0.113.5", 1));
        }

        _bans.Contains(Peer("203.0.113.5", 2)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void This_machine_is_never_banned_whole(string address)
    {
        foreach (var port in Enumerable.Range(1, 100))
        {
            _bans.Add(Peer(address, port));
        }

        _bans.Contains(Peer(address, 1)).ShouldBeTrue();
        _bans.Contains(Peer(address, 4000)).ShouldBeFalse();
    }

    [Fact]
    public void The_oldest_bans_are_forgotten_when_there_are_too_many()
    {
        for (var i = 0; i <= BanList.Capacity; i++)
        {
            _bans.Add(Peer($"198.18.{i >> 8}.{i & 255}", 1));
        }

        _bans.Contains(Peer("198.18.0.0", 1)).ShouldBeFalse();
        _bans.Contains(Peer("198.18.0.1", 1)).ShouldBeTrue();
    }

    private static IPEndPoint Peer(string address, int port) => new(IPAddress.Parse(address), port);
}
