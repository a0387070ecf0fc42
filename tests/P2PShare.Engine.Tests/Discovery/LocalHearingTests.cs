using System.Net;
using P2PShare.Engine.Discovery;
using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class LocalHearingTests
{
    private static readonly Sha1Hash Ours = new(new byte[Sha1Hash.Size]);
    private static readonly IPAddress Neighbour = IPAddress.Parse("192.168.1.7");

    private readonly LocalHearing _hearing = new("c00c1e");
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Theory]
    [InlineData("192.168.1.7", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("169.254.1.1", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("2a00::1", false)]
    [InlineData("0.0.0.0", false)]
    public void Only_near_senders_are_heard(string sender, bool isHeard) => (Hear(1, IPAddress.Parse(sender)) > 0).ShouldBe(isHeard);

    [Theory]
    [InlineData("2a00::1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    public void A_neighbour_is_heard_though_its_address_is_a_global_one(string sender, bool isHeard) =>
        (_hearing.Hear(new LocalAnnouncement(1, [Ours], null), IPAddress.Parse(sender), isNeighbour: true, hash => hash == Ours, _now).Count > 0).ShouldBe(isHeard);

    [Fact]
    public void We_do_not_hear_ourselves() => Hear(1, Neighbour, "C00C1E").ShouldBe(0);

    [Fact]
    public void Torrents_that_are_not_here_are_passed_over()
    {
        var other = new Sha1Hash(Enumerable.Repeat((byte)1, Sha1Hash.Size).ToArray());

        _hearing.Hear(new LocalAnnouncement(1, [other, Ours], null), Neighbour, isNeighbour: false, hash => hash == Ours, _now).ShouldBe([Ours]);
    }

    [Fact]
    public void Ten_thousand_announces_of_one_sender_bring_one_peer_and_with_other_ports_a_few()
    {
        Enumerable.Range(0, 10_000).Sum(_ => Hear(1, Neighbour)).ShouldBe(1);
        Enumerable.Range(1, 10_000).Sum(port => Hear(port, Neighbour)).ShouldBe(LocalHearing.MaxPorts - 1);

        _now += LocalHearing.Window;
        Hear(1, Neighbour).ShouldBe(1);
    }

    [Fact]
    public void Senders_without_number_take_no_memory_without_bound()
    {
        Enumerable.Range(0, 20_000).Sum(number => Hear(1, new IPAddress([10, 0, (byte)(number >> 8), (byte)number]))).ShouldBe(LocalHearing.MaxSenders);

        _now += LocalHearing.Window;
        Hear(1, Neighbour).ShouldBe(1);
    }

    private int Hear(int port, IPAddress sender, string? cookie = "another") =>
        _hearing.Hear(new LocalAnnouncement(port, [Ours], cookie), sender, isNeighbour: false, hash => hash == Ours, _now).Count;
}
