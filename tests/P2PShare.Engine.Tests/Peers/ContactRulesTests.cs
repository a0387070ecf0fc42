using System.Net;
using P2PShare.Engine.Peers;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class ContactRulesTests
{
    private readonly PeerBook _book = new(new Random(1));

    [Theory]
    [InlineData(AddressScope.Global, "9.9.9.9:1")]
    [InlineData(AddressScope.Private, "9.9.9.9:1", "10.0.0.1:1")]
    [InlineData(AddressScope.Loopback, "9.9.9.9:1", "10.0.0.1:1", "127.0.0.1:1")]
    public void A_stranger_is_believed_in_its_own_scope(AddressScope teller, params string[] taken) =>
        ContactRules.Take(Contacts("9.9.9.9:1", "10.0.0.1:1", "127.0.0.1:1", "0.0.0.0:1", "255.255.255.255:1", "[fe80::1]:1", "[ff02::1]:1"), teller, 0)
            .Select(contact => contact.Address.ToString()).ShouldBe(taken);

    [Fact]
    public void Fifty_at_a_time_and_two_hundred_in_all_are_taken_of_one_peer()
    {
        var many = Enumerable.Range(1, 100).Select(number => new PeerExchangeContact(new IPEndPoint(new IPAddress([9, 9, 9, (byte)number]), 1), default)).ToList();

        ContactRules.Take(many, AddressScope.Global, 0).Count().ShouldBe(ContactRules.MaxTaken);
        ContactRules.Take(many, AddressScope.Global, 190).Count().ShouldBe(10);
        ContactRules.Take(many, AddressScope.Global, 200).ShouldBeEmpty();
        ContactRules.Take(many, AddressScope.Global, 300).ShouldBeEmpty();
    }

    [Fact]
    public void Few_are_taken_of_one_address_unless_it_is_this_machine()
    {
        PeerExchangeContact[] Ports(string address) => [.. Enumerable.Range(1, 40).Select(port => new PeerExchangeContact(new IPEndPoint(IPAddress.Parse(address), port), default))];

        ContactRules.Take(Ports("9.9.9.9"), AddressScope.Global, 0).Count().ShouldBe(ContactRules.MaxPerAddress);
        ContactRules.Take(Ports("127.0.0.1"), AddressScope.Loopback, 0).Count().ShouldBe(40);
    }

    [Fact]
    public void What_one_peer_told_counts_until_it_is_proved_or_forgotten()
    {
        var teller = IPEndPoint.Parse("9.9.9.9:1000");
        IPEndPoint Told(int number) => new(new IPAddress([8, 8, 8, (byte)number]), 1);
        for (var number = 1; number <= 4; number++)
        {
            _book.AddHearsay(Told(number), teller, isSeed: false);
        }

        var again = IPEndPoint.Parse("9.9.9.9:2000");
        _book.CountUnproven(again).ShouldBe(4);
        _book.CountUnproven(IPEndPoint.Parse("9.9.9.8:1000")).ShouldBe(0);

        _book.Connected(Told(1));
        _book.Add(Told(2), PeerSource.Tracker);
        for (var failure = 0; failure < PeerBook.MaxFailures; failure++)
        {
            _book.Failed(Told(3), TimeSpan.Zero);
        }

        _book.CountUnproven(again).ShouldBe(1);
    }

    [Fact]
    public void Hearsay_does_not_change_what_is_known()
    {
        var address = IPEndPoint.Parse("8.8.8.8:1");
        _book.Add(address, PeerSource.Tracker);

        _book.AddHearsay(address, IPEndPoint.Parse("9.9.9.9:1"), isSeed: true);

        _book.TryNext(TimeSpan.Zero, skipSeeds: true, out _).ShouldBeTrue();
    }

    private static List<PeerExchangeContact> Contacts(params string[] addresses) =>
        [.. addresses.Select(address => new PeerExchangeContact(IPEndPoint.Parse(address), PeerExchangeFlags.None))];
}
