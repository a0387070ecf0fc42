using System.Net;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class AnnounceQueryTests
{
    private const string Required = "info_hash=abcdefghijklmnopqrst&peer_id=-PS0001-%00%ff%20%2B%25%26xyzabc&port=6881";

    private static readonly AnnounceRequest Request = new()
    {
        InfoHash = new Sha1Hash([0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf1, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x12, 0x34, 0x56, 0x78, 0x9a]),
        PeerId = new PeerId("-PS0001-~._&=+ 12345"u8),
        Port = 6881,
        Uploaded = 1,
        Downloaded = 2,
        Left = 3,
        Event = AnnounceEvent.Started,
        PeersWanted = 200,
        Key = 0xbeef,
        OmitPeerIds = true,
        TrackerId = "a b\u00ff",
    };

    [Fact]
    public void Bytes_are_escaped_unless_they_are_unreserved() =>
        AnnounceQuery.Write(Request).ShouldBe(
            "info_hash=%124Vx%9A%BC%DE%F1%23Eg%89%AB%CD%EF%124Vx%9A&peer_id=-PS0001-~._%26%3D%2B%2012345&port=6881&uploaded=1&downloaded=2&left=3"
            + "&key=0000BEEF&compact=1&no_peer_id=1&numwant=200&event=started&trackerid=a%20b%FF");

    [Fact]
    public void A_request_is_read_as_it_is_written() => Read(AnnounceQuery.Write(Request)).ShouldBe(Request);

    [Theory]
    [InlineData("/announce?info_hash=%F0g%D7%BF%D5%12%DE%3C7%89%2D%E6%C8%94%BBL%A5%B8%CB%A8&peer_id=-TR3000-abcdefghijkl&port=51413&uploaded=0&downloaded=0&left=16384&numwant=80&key=6b8b4567&compact=1&supportcrypto=1&event=started")]
    [InlineData("/announce?info_hash=%f0g%d7%bf%d5%12%de%3c7%89-%e6%c8%94%bbL%a5%b8%cb%a8&peer_id=-lt0D80-%1a%b4%c5%d6%e7%f8%09%10%11%12%13%14&port=6881&uploaded=0&downloaded=0&left=16384&corrupt=0&key=6B8B4567&event=started&numwant=200&compact=1&no_peer_id=1&supportcrypto=1&redundant=0")]
    [InlineData("/announce?info_hash=%F0g%D7%BF%D5%12%DE%3C7%89-%E6%C8%94%BBL%A5%B8%CB%A8&peer_id=A2-1-36-0-%96%82%7Cl%D9%AA%BBn%25%A8&uploaded=0&downloaded=0&left=16384&compact=1&key=k%96%82%7Cl%D9%AA%BB&numwant=50&no_peer_id=1&port=6881&event=started&supportcrypto=1")]
    public void What_foreign_clients_send_is_understood(string target)
    {
        var request = Read(target[target.IndexOf('?', StringComparison.Ordinal)..])!;

        request.InfoHash.ToString().ShouldBe("f067d7bfd512de3c37892de6c894bb4ca5b8cba8");
        request.Left.ShouldBe(16384);
        request.Event.ShouldBe(AnnounceEvent.Started);
        request.Compact.ShouldBeTrue();
    }

    [Theory]
    [InlineData("peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=abcdefghijklmnopqrs&peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=abcdefghijklmnopqrstu&peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=%zzabcdefghijklmnopqrs&peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=abcdefghijklmnopqrs%4&peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=abcdefghijklmnopqrs€&peer_id=abcdefghijklmnopqrst&port=1", "info_hash must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=abcdefghijklmnopqrst&port=1", "peer_id must be 20 bytes, percent-encoded")]
    [InlineData("info_hash=abcdefghijklmnopqrst&peer_id=abcdefghijklmnopqrst", "port must be a number from 0 to 65535")]
    [InlineData("info_hash=abcdefghijklmnopqrst&peer_id=abcdefghijklmnopqrst&port=65536", "port must be a number from 0 to 65535")]
    [InlineData("info_hash=abcdefghijklmnopqrst&peer_id=abcdefghijklmnopqrst&port=-1", "port must be a number from 0 to 65535")]
    public void What_cannot_be_done_without_is_required(string query, string problem)
    {
        AnnounceQuery.TryRead(query, out var request, out var said).ShouldBeFalse();

        request.ShouldBeNull();
        said.ShouldBe(problem);
    }

    [Theory]
    [InlineData("", long.MaxValue)]
    [InlineData("&left=", long.MaxValue)]
    [InlineData("&left=0", 0)]
    [InlineData("&left=-1", long.MaxValue)]
    [InlineData("&left=18446744073709551615", long.MaxValue)]
    [InlineData("&left=9223372036854775807", long.MaxValue)]
    [InlineData("&left=x", long.MaxValue)]
    [InlineData("&left=5&left=0", 5)]
    public void A_client_that_does_not_say_how_much_is_left_is_no_seed(string more, long left) => Read(Required + more)!.Left.ShouldBe(left);

    [Theory]
    [InlineData("", true, false)]
    [InlineData("&compact=1", true, false)]
    [InlineData("&compact=0", false, false)]
    [InlineData("&compact=0&no_peer_id=1", false, true)]
    public void Answers_are_compact_unless_the_client_says_otherwise(string more, bool compact, bool omitPeerIds)
    {
        Read(Required + more)!.Compact.ShouldBe(compact);
        Read(Required + more)!.OmitPeerIds.ShouldBe(omitPeerIds);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("&numwant=0", 0)]
    [InlineData("&numwant=2147483647", int.MaxValue)]
    [InlineData("&numwant=2147483648", null)]
    [InlineData("&numwant=-1", null)]
    public void How_many_peers_are_wanted_is_left_to_the_tracker_unless_it_is_a_number(string more, int? wanted) => Read(Required + more)!.PeersWanted.ShouldBe(wanted);

    [Theory]
    [InlineData("&ip=10.0.0.1", "10.0.0.1")]
    [InlineData("&ip=2001%3Adb8%3A%3A1", "2001:db8::1")]
    [InlineData("&ip=example.com", null)]
    [InlineData("&ip=", null)]
    public void An_address_is_taken_when_it_is_one(string more, string? address) =>
        Read(Required + more)!.Address.ShouldBe(address is null ? null : IPAddress.Parse(address));

    [Fact]
    public void A_query_has_a_limit()
    {
        AnnounceQuery.TryRead(Required + "&" + new string('x', TrackerLimits.MaxQuery - Required.Length - 1), out _, out _).ShouldBeTrue();
        AnnounceQuery.TryRead(Required + "&" + new string('x', TrackerLimits.MaxQuery - Required.Length), out _, out var problem).ShouldBeFalse();
        problem.ShouldBe("the request is too long");
    }

    private static AnnounceRequest? Read(string query) => AnnounceQuery.TryRead(query, out var request, out _) ? request : null;
}
