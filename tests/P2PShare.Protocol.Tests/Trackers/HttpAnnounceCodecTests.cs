using System.Buffers;
using System.Net;
using System.Text;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class HttpAnnounceCodecTests
{
    [Theory]
    [InlineData("")]
    [InlineData("<html>404</html>")]
    [InlineData("le")]
    [InlineData("i1e")]
    [InlineData("d8:intervali1800e")]
    [InlineData("d8:intervali1800eex")]
    public void What_is_no_bencoded_dictionary_is_no_answer(string body) => Read(body).ShouldBeNull();

    [Theory]
    [InlineData("i0e", 0)]
    [InlineData("i-5e", 0)]
    [InlineData("i1800e", 1800)]
    [InlineData("i9223372036854775807e", int.MaxValue)]
    [InlineData("i99999999999999999999999e", int.MaxValue)]
    [InlineData("i-99999999999999999999999e", 0)]
    [InlineData("4:1800", 30 * 60)]
    [InlineData("le", 30 * 60)]
    public void An_interval_stops_at_its_limits_and_what_is_none_is_the_usual_one(string value, int seconds) =>
        Read($"d8:interval{value}e")!.Interval.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("i-1e", 0)]
    [InlineData("i99999999999e", int.MaxValue)]
    public void Counts_stop_at_their_limits(string value, int count)
    {
        var answer = Read($"d8:complete{value}10:incomplete{value}e")!;

        answer.Complete.ShouldBe(count);
        answer.Incomplete.ShouldBe(count);
    }

    [Theory]
    [InlineData("i1e")]
    [InlineData("de")]
    [InlineData("l6:abcdefe")]
    [InlineData("ldedei1elee")]
    [InlineData("ld2:ipi1e4:porti1eed2:ip3:a/b4:porti1eee")]
    [InlineData("ld2:ip7:1.2.3.44:porti0eee")]
    [InlineData("ld2:ip7:1.2.3.44:port4:6881ee")]
    [InlineData("6:\u0001\u0002\u0003\u0004\0\0")]
    public void Peers_of_no_use_are_passed_over(string peers)
    {
        var answer = Read($"d5:peers{peers}e")!;

        answer.Peers.ShouldBeEmpty();
        answer.NamedPeers.ShouldBeEmpty();
    }

    [Fact]
    public void No_more_peers_are_kept_than_anyone_needs()
    {
        var compact = string.Concat(Enumerable.Repeat("\u0001\u0002\u0003\u0004\u0001\u0001", TrackerLimits.MaxPeers + 1));
        var dictionaries = string.Concat(Enumerable.Repeat("d2:ip7:1.2.3.44:porti1ee", TrackerLimits.MaxPeers)) + "d2:ip1:a4:porti1ee";

        Read($"d5:peers{compact.Length}:{compact}6:peers618:{new string('\u0001', 18)}e")!.Peers.Count.ShouldBe(TrackerLimits.MaxPeers);
        var plain = Read($"d5:peersl{dictionaries}ee")!;
        (plain.Peers.Count + plain.NamedPeers.Count).ShouldBe(TrackerLimits.MaxPeers);
    }

    [Fact]
    public void A_failure_leaves_nothing_else_but_when_to_try_again()
    {
        var answer = Read("d14:failure reason4:full8:intervali5e5:peers6:abcdef8:retry ini3ee")!;

        answer.FailureReason.ShouldBe("full");
        answer.RetryIn.ShouldBe(TimeSpan.FromMinutes(3));
        answer.Peers.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5:never", -1)]
    [InlineData("2:12", 12)]
    [InlineData("i12e", 12)]
    [InlineData("i-12e", 0)]
    [InlineData("3:12x", null)]
    [InlineData("le", null)]
    public void When_to_try_again_is_a_number_of_minutes_or_never(string value, int? minutes) =>
        Read($"d14:failure reason1:x8:retry in{value}e")!.RetryIn.ShouldBe(
            minutes is null ? null : minutes < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMinutes(minutes.Value));

    [Fact]
    public void A_tracker_id_comes_byte_for_byte_and_is_dropped_when_it_is_too_long()
    {
        Read("d10:tracker id3:a\u00ff\0e")!.TrackerId.ShouldBe("a\u00ff\0");
        Read($"d10:tracker id{TrackerLimits.MaxTrackerId}:{new string('x', TrackerLimits.MaxTrackerId)}e")!.TrackerId.ShouldNotBeNull();
        Read($"d10:tracker id{TrackerLimits.MaxTrackerId + 1}:{new string('x', TrackerLimits.MaxTrackerId + 1)}e")!.TrackerId.ShouldBeNull();
    }

    [Fact]
    public void Words_of_the_tracker_are_escaped_and_shortened()
    {
        Read("d15:warning message6:\u001b[31m!e")!.Warning.ShouldBe("\\u001b[31m!");
        Read($"d14:failure reason1000:{new string('x', 1000)}e")!.FailureReason!.Length.ShouldBe(TrackerLimits.MaxText);
    }

    [Fact]
    public void Compact_answers_are_read_as_they_are_written()
    {
        var head = new AnnounceResponse
        {
            Interval = TimeSpan.FromMinutes(31),
            MinInterval = TimeSpan.FromMinutes(1),
            Complete = 3,
            Incomplete = 4,
            ExternalAddress = IPAddress.Parse("203.0.113.7"),
            TrackerId = "id",
            Warning = "slow",
        };
        IPEndPoint[] peers = [IPEndPoint.Parse("198.51.100.1:6881"), IPEndPoint.Parse("[2001:db8::1]:6882")];
        var output = new ArrayBufferWriter<byte>();

        HttpAnnounceWriter.WriteCompact(output, head, Compact(peers[0]), Compact(peers[1]));

        HttpAnnounceCodec.TryRead(output.WrittenMemory, out var answer).ShouldBeTrue();
        answer!.Peers.ShouldBe(peers);
        (answer with { Peers = head.Peers, NamedPeers = head.NamedPeers }).ShouldBe(head);
    }

    [Fact]
    public void Plain_answers_are_read_as_they_are_written()
    {
        IPEndPoint[] peers = [IPEndPoint.Parse("198.51.100.1:6881"), IPEndPoint.Parse("[2001:db8::1]:6882")];
        var output = new ArrayBufferWriter<byte>();

        HttpAnnounceWriter.WriteDictionaries(
            output, new AnnounceResponse { Interval = TimeSpan.FromMinutes(1) }, Compact(peers[0]), Compact(peers[1]), "aaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbb"u8);

        Encoding.Latin1.GetString(output.WrittenSpan).ShouldBe(
            "d8:intervali60e5:peersld2:ip12:198.51.100.17:peer id20:aaaaaaaaaaaaaaaaaaaa4:porti6881eed2:ip11:2001:db8::17:peer id20:bbbbbbbbbbbbbbbbbbbb4:porti6882eeee");
        HttpAnnounceCodec.TryRead(output.WrittenMemory, out var answer).ShouldBeTrue();
        answer!.Peers.ShouldBe(peers);
    }

    [Theory]
    [InlineData(null, "d14:failure reason4:busye")]
    [InlineData(-1, "d14:failure reason4:busy8:retry in5:nevere")]
    [InlineData(90, "d14:failure reason4:busy8:retry ini2ee")]
    public void A_refusal_says_when_to_try_again_in_whole_minutes(int? seconds, string expected)
    {
        var output = new ArrayBufferWriter<byte>();

        HttpAnnounceWriter.WriteFailure(output, "busy", seconds switch { null => null, < 0 => Timeout.InfiniteTimeSpan, _ => TimeSpan.FromSeconds(seconds.Value) });

        Encoding.Latin1.GetString(output.WrittenSpan).ShouldBe(expected);
    }

    private static AnnounceResponse? Read(string body) => HttpAnnounceCodec.TryRead(Encoding.Latin1.GetBytes(body), out var answer) ? answer : null;

    private static byte[] Compact(IPEndPoint peer)
    {
        var bytes = new byte[CompactPeers.IPv6Size];
        return bytes[..CompactPeers.Write(peer, bytes)];
    }
}
