using System.Net;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class UdpCodecTests
{
    private static readonly AnnounceRequest Request = new()
    {
        InfoHash = new Sha1Hash("aaaaaaaaaaaaaaaaaaaa"u8),
        PeerId = new PeerId("bbbbbbbbbbbbbbbbbbbb"u8),
        Port = 0x1ae1,
        Uploaded = 1,
        Downloaded = 2,
        Left = 3,
        Event = AnnounceEvent.Stopped,
        PeersWanted = 80,
        Key = 0xdeadbeef,
        Address = IPAddress.Parse("10.1.2.3"),
    };

    [Fact]
    public void A_connect_request_is_the_magic_number_an_action_and_an_id()
    {
        var datagram = new byte[UdpRequestHeader.Size];

        UdpRequestHeader.Connect(0x01020304).Write(datagram);

        Convert.ToHexStringLower(datagram).ShouldBe("0000041727101980" + "00000000" + "01020304");
        UdpRequestHeader.TryRead(datagram, out var header).ShouldBeTrue();
        header.IsConnect.ShouldBeTrue();
    }

    [Fact]
    public void A_connect_answer_is_as_long_as_its_request_and_carries_the_id()
    {
        var datagram = new byte[UdpRequestHeader.Size];

        UdpConnectCodec.WriteResponse(datagram, 0x01020304, 0x1122334455667788).ShouldBe(UdpRequestHeader.Size);

        Convert.ToHexStringLower(datagram).ShouldBe("00000000" + "01020304" + "1122334455667788");
        UdpConnectCodec.TryReadResponse(datagram, out var connectionId).ShouldBeTrue();
        connectionId.ShouldBe(0x1122334455667788);
    }

    [Fact]
    public void An_announce_request_is_98_bytes_in_the_order_of_bep_15()
    {
        var datagram = new byte[UdpAnnounceCodec.SizeOfRequest("")];

        UdpAnnounceCodec.WriteRequest(datagram, 0x1122334455667788, 0x01020304, Request, "").ShouldBe(98);

        Convert.ToHexStringLower(datagram).ShouldBe(
            "1122334455667788" + "00000001" + "01020304" + string.Concat(Enumerable.Repeat("61", 20)) + string.Concat(Enumerable.Repeat("62", 20))
            + "0000000000000002" + "0000000000000003" + "0000000000000001" + "00000003" + "0a010203" + "deadbeef" + "00000050" + "1ae1");
        UdpAnnounceCodec.TryReadRequest(datagram, out var read).ShouldBeTrue();
        read.ShouldBe(Request);
    }

    [Fact]
    public void What_a_request_leaves_open_is_written_as_bep_15_has_it()
    {
        var datagram = new byte[98];

        UdpAnnounceCodec.WriteRequest(datagram, 0, 0, Request with { PeersWanted = null, Address = IPAddress.IPv6Loopback, Event = AnnounceEvent.None }, "");

        Convert.ToHexStringLower(datagram.AsSpan(80, 8)).ShouldBe("0000000000000000");
        Convert.ToHexStringLower(datagram.AsSpan(92, 4)).ShouldBe("ffffffff");
        UdpAnnounceCodec.TryReadRequest(datagram, out var read).ShouldBeTrue();
        read!.PeersWanted.ShouldBeNull();
        read.Address.ShouldBeNull();
    }

    [Fact]
    public void Absurd_numbers_of_a_request_become_harmless_ones()
    {
        var datagram = Enumerable.Repeat((byte)0xff, 98).ToArray();
        new UdpRequestHeader(0, UdpTrackerAction.Announce, 0).Write(datagram);

        UdpAnnounceCodec.TryReadRequest(datagram, out var read).ShouldBeTrue();

        read!.Left.ShouldBe(long.MaxValue);
        read.Event.ShouldBe(AnnounceEvent.None);
        read.PeersWanted.ShouldBeNull();
    }

    [Theory]
    [InlineData(CompactPeers.IPv4Size, "10.0.0.1:1")]
    [InlineData(CompactPeers.IPv6Size, "[2001:db8::1]:65535")]
    public void An_announce_answer_has_peers_of_the_family_it_came_over(int size, string peer)
    {
        var compact = new byte[size];
        CompactPeers.Write(IPEndPoint.Parse(peer), compact).ShouldBe(size);
        var datagram = new byte[100];

        var length = UdpAnnounceCodec.WriteResponse(datagram, 5, TimeSpan.FromMinutes(30), incomplete: 6, complete: 7, compact);

        length.ShouldBe(20 + size);
        UdpAnnounceCodec.TryReadResponse(datagram.AsSpan(0, length), size, out var answer).ShouldBeTrue();
        answer!.Interval.ShouldBe(TimeSpan.FromMinutes(30));
        answer.Incomplete.ShouldBe(6);
        answer.Complete.ShouldBe(7);
        answer.Peers.ShouldBe([IPEndPoint.Parse(peer)]);
    }

    [Fact]
    public void Absurd_numbers_of_an_answer_become_harmless_ones()
    {
        var datagram = Enumerable.Repeat((byte)0xff, 20 + 5).ToArray();
        new UdpResponseHeader(UdpTrackerAction.Announce, 0).Write(datagram);

        UdpAnnounceCodec.TryReadResponse(datagram, CompactPeers.IPv4Size, out var answer).ShouldBeTrue();

        answer!.Interval.ShouldBe(TimeSpan.Zero);
        answer.Complete.ShouldBe(0);
        answer.Peers.ShouldBeEmpty();
    }

    [Fact]
    public void A_refusal_is_read_as_it_is_written_and_cut_to_what_fits()
    {
        var datagram = new byte[12];

        var length = UdpErrorCodec.WriteResponse(datagram, 9, "no!");
        UdpErrorCodec.TryReadResponse(datagram.AsSpan(0, length), out var message).ShouldBeTrue();
        var cut = UdpErrorCodec.WriteResponse(datagram, 9, "näää");
        UdpErrorCodec.TryReadResponse(datagram.AsSpan(0, cut), out var cutMessage).ShouldBeTrue();

        message.ShouldBe("no!");
        cut.ShouldBe(11);
        cutMessage.ShouldBe("nä");
        UdpErrorCodec.TryReadResponse([0, 0, 0, 3, 0, 0, 0, 0, .. "gone\0"u8], out var ended).ShouldBeTrue();
        ended.ShouldBe("gone");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(700)]
    public void A_path_and_query_is_told_in_parts_of_255_bytes(int length)
    {
        var path = "/" + new string('x', length - 1);
        var options = new byte[UdpUrlData.SizeOf(path)];

        UdpUrlData.Write(options, path).ShouldBe(options.Length);

        options.Length.ShouldBe(length + (2 * ((length + 254) / 255)));
        UdpUrlData.Read(options).ShouldBe(path);
    }

    [Fact]
    public void Options_that_nobody_knows_or_that_are_cut_off_do_no_harm()
    {
        UdpUrlData.Read([]).ShouldBeNull();
        UdpUrlData.Read([9, 2, 1, 1, 2, 1, (byte)'/']).ShouldBe("/");
        UdpUrlData.Read([2, 1, (byte)'/', 2, 9, (byte)'x']).ShouldBe("/");
        UdpUrlData.Read([2]).ShouldBeNull();
        UdpUrlData.Read([.. Enumerable.Repeat<byte[]>([2, 255, .. new byte[255]], 200).SelectMany(static option => option)])!.Length.ShouldBe(TrackerLimits.MaxUrl);
    }

    [Fact]
    public void Answers_of_another_action_are_not_taken()
    {
        byte[] datagram = [0, 0, 0, 3, .. new byte[40]];

        UdpConnectCodec.TryReadResponse(datagram, out _).ShouldBeFalse();
        UdpAnnounceCodec.TryReadResponse(datagram, CompactPeers.IPv4Size, out _).ShouldBeFalse();
        UdpScrapeCodec.TryReadResponse(datagram, [], out _).ShouldBeFalse();
        UdpErrorCodec.TryReadResponse([0, 0, 0, 1, 0, 0, 0, 0], out _).ShouldBeFalse();
    }
}
