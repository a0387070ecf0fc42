using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public sealed class PeerExchangeMessageTests
{
    [Fact]
    public void Is_read_as_written()
    {
        var message = new PeerExchangeMessage(
            [Contact("192.0.2.1:6881", PeerExchangeFlags.Seed), Contact("[2001:db8::1]:6882", PeerExchangeFlags.Reachable), Contact("192.0.2.2:1", PeerExchangeFlags.None)],
            [IPEndPoint.Parse("192.0.2.3:80"), IPEndPoint.Parse("[2001:db8::2]:81")]);

        PeerExchangeMessage.TryRead(message.ToBytes(), out var read).ShouldBeTrue();

        read.Added.ShouldBe(message.Added, ignoreOrder: true);
        read.Dropped.ShouldBe(message.Dropped);
    }

    [Fact]
    public void Is_written_as_BEP_11_has_it()
    {
        var message = new PeerExchangeMessage([Contact("1.2.3.4:258", PeerExchangeFlags.Seed | PeerExchangeFlags.Reachable)], [IPEndPoint.Parse("5.6.7.8:772")]);

        message.ToBytes().ShouldBe("d5:added6:\x01\x02\x03\x04\x01\x02"u8.ToArray().Concat("7:added.f1:\x12"u8.ToArray()).Concat("7:dropped6:\x05\x06\x07\x08\x03\x04"u8.ToArray()).Append((byte)'e'));
    }

    [Fact]
    public void Flags_belong_to_contacts_by_their_place_whatever_is_left_out()
    {
        var payload = "d5:added18:"u8.ToArray().Concat(new byte[] { 1, 1, 1, 1, 0, 1, 2, 2, 2, 2, 0, 0, 3, 3, 3, 3, 0, 3 }).Concat("7:added.f3:\x01\x02\x04"u8.ToArray()).Append((byte)'e').ToArray();

        PeerExchangeMessage.TryRead(payload, out var read).ShouldBeTrue();

        read.Added.ShouldBe([Contact("1.1.1.1:1", PeerExchangeFlags.PrefersEncryption), Contact("3.3.3.3:3", PeerExchangeFlags.Utp)]);
    }

    [Fact]
    public void Half_a_contact_and_one_a_second_time_are_left_out()
    {
        var payload = "d5:added15:\x01\x01\x01\x01\0\x01\x01\x01\x01\x01\0\x01\x09\x09\x09"u8.ToArray().Append((byte)'e').ToArray();

        PeerExchangeMessage.TryRead(payload, out var read).ShouldBeTrue();

        read.Added.ShouldHaveSingleItem().Address.ShouldBe(IPEndPoint.Parse("1.1.1.1:1"));
    }

    [Fact]
    public void No_more_than_a_hundred_contacts_are_read_of_either_kind()
    {
        var many = Enumerable.Range(1, 300).Select(port => new IPEndPoint(IPAddress.Parse("192.0.2.1"), port)).ToList();
        var message = new PeerExchangeMessage([.. many.Select(address => new PeerExchangeContact(address, PeerExchangeFlags.None))], many);

        PeerExchangeMessage.TryRead(message.ToBytes(), out var read).ShouldBeTrue();

        read.Added.Count.ShouldBe(PeerExchangeMessage.MaxContacts);
        read.Dropped.Count.ShouldBe(PeerExchangeMessage.MaxContacts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("le")]
    [InlineData("d5:added")]
    [InlineData("i1e")]
    public void What_is_no_dictionary_is_refused(string payload) => PeerExchangeMessage.TryRead(Encoding.ASCII.GetBytes(payload), out _).ShouldBeFalse();

    [Fact]
    public void What_is_too_long_is_refused()
    {
        var padding = new string('x', PeerExchangeMessage.MaxSize);

        PeerExchangeMessage.TryRead(Encoding.ASCII.GetBytes($"d1:a{padding.Length}:{padding}e"), out _).ShouldBeFalse();
    }

    [Fact]
    public void Keys_of_other_kinds_than_they_should_be_tell_nothing()
    {
        PeerExchangeMessage.TryRead(Encoding.ASCII.GetBytes("d5:addedi1e7:added.fle6:added6de7:droppedlee"), out var read).ShouldBeTrue();

        read.Added.ShouldBeEmpty();
        read.Dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[], byte[], byte[]>(static (added, flags, any) =>
    {
        _ = PeerExchangeMessage.TryRead(any, out _);
        var payload = new List<byte>();
        foreach (var (key, value) in (IEnumerable<(string, byte[])>)[("added", added), ("added.f", flags), ("added6", any), ("dropped6", added)])
        {
            payload.AddRange(Encoding.ASCII.GetBytes($"{key.Length}:{key}{value.Length}:"));
            payload.AddRange(value);
        }

        byte[] whole = [(byte)'d', .. payload, (byte)'e'];
        PeerExchangeMessage.TryRead(whole, out var read).ShouldBeTrue();
        read.Added.Count.ShouldBeLessThanOrEqualTo((added.Length / 6) + (any.Length / 18));
        read.Added.ShouldAllBe(contact => contact.Address.Port != 0);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(200));

    private static PeerExchangeContact Contact(string address, PeerExchangeFlags flags) => new(IPEndPoint.Parse(address), flags);
}
