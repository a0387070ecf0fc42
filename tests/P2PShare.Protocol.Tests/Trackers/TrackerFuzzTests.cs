using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

/// <summary>Bytes that nobody meant: no codec throws, and none gives out more than came in.</summary>
public sealed class TrackerFuzzTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300);

    [Fact]
    public void Any_datagram_is_read_or_refused() => Prop.ForAll<byte[], byte>(static (bytes, action) =>
    {
        // Half of them begin as what they are to be read as.
        if (bytes.Length > UdpRequestHeader.Size)
        {
            new UdpRequestHeader(0, (UdpTrackerAction)(action % 4), 0).Write(bytes);
        }

        ReadAsRequest(bytes);
        if (bytes.Length > UdpResponseHeader.Size)
        {
            new UdpResponseHeader((UdpTrackerAction)(action % 4), 0).Write(bytes);
        }

        ReadAsResponse(bytes);
    }).Check(Often);

    [Fact]
    public void Any_body_is_read_or_refused() => Prop.ForAll(Bodies(), static body =>
    {
        if (HttpAnnounceCodec.TryRead(body, out var answer))
        {
            (answer.Peers.Count + answer.NamedPeers.Count).ShouldBeLessThanOrEqualTo(body.Length);
            answer.Peers.ShouldAllBe(peer => peer.Port != 0);
            answer.Interval.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
        }

        HttpScrapeCodec.TryRead(body, out _);
    }).Check(Often);

    [Fact]
    public void Any_query_is_read_or_refused() => Prop.ForAll<string>(static text =>
    {
        var query = "info_hash=abcdefghijklmnopqrst&peer_id=abcdefghijklmnopqrst&port=1&ip=" + text;
        AnnounceQuery.TryRead(query, out _, out _).ShouldBeTrue();
        AnnounceQuery.TryRead(text, out _, out _);
        ScrapeQuery.Read(text);
        TrackerUrl.TryParse("http://a.example/" + text, out _, out _);
        TrackerUrl.Redact(text).Length.ShouldBeLessThanOrEqualTo(TrackerLimits.MaxText);
    }).Check(Often);

    [Fact]
    public void Any_request_is_read_as_it_was_written() => Prop.ForAll<byte[], long, int>(static (bytes, number, small) =>
    {
        var id = new byte[20];
        bytes.AsSpan(0, Math.Min(20, bytes.Length)).CopyTo(id);
        var request = new AnnounceRequest
        {
            InfoHash = new Sha1Hash(id),
            PeerId = new PeerId(id),
            Port = small & 0xffff,
            Uploaded = number & long.MaxValue,
            Downloaded = ~number & long.MaxValue,
            Left = number & 1,
            Event = (AnnounceEvent)(small & 3),
            PeersWanted = small < 0 ? null : small,
            Key = (uint)small,
        };
        var datagram = new byte[UdpAnnounceCodec.RequestSize];
        UdpAnnounceCodec.WriteRequest(datagram, number, 1, request, "");

        AnnounceQuery.TryRead(AnnounceQuery.Write(request), out var overHttp, out _).ShouldBeTrue();
        UdpAnnounceCodec.TryReadRequest(datagram, out var overUdp).ShouldBeTrue();

        overHttp.ShouldBe(request);
        overUdp.ShouldBe(request);
    }).Check(Often);

    private static void ReadAsRequest(byte[] bytes)
    {
        UdpAnnounceCodec.TryReadRequest(bytes, out _);
        if (bytes.Length > UdpAnnounceCodec.RequestSize)
        {
            UdpUrlData.Read(bytes.AsSpan(UdpAnnounceCodec.RequestSize));
        }

        for (var i = 0; i < UdpScrapeCodec.CountRequested(bytes); i++)
        {
            UdpScrapeCodec.ReadRequested(bytes, i);
        }
    }

    private static void ReadAsResponse(byte[] bytes)
    {
        UdpConnectCodec.TryReadResponse(bytes, out _);
        UdpErrorCodec.TryReadResponse(bytes, out _);
        UdpScrapeCodec.TryReadResponse(bytes, [new Sha1Hash(new byte[20])], out _);
        foreach (var size in new[] { CompactPeers.IPv4Size, CompactPeers.IPv6Size })
        {
            if (UdpAnnounceCodec.TryReadResponse(bytes, size, out var answer))
            {
                answer.Peers.Count.ShouldBeLessThanOrEqualTo(bytes.Length / size);
            }
        }
    }

    /// <summary>Answers whose keys are right and whose values are anything.</summary>
    private static Arbitrary<byte[]> Bodies()
    {
        var values = Gen.Elements(
            "i1e", "i-1e", "i99999999999999999999e", "le", "de", "0:", "6:abcdef", "7:abcdefg", "18:abcdefghijklmnopqr", "5:never",
            "ld2:ip7:1.2.3.44:porti1eee", "ld2:ip1:x4:porti70000eee", "lllleeee", "d20:aaaaaaaaaaaaaaaaaaaadee", "4:\u0001\u0002\u0003\u0004", "x", "9:short");
        string[] keys = ["complete", "external ip", "failure reason", "files", "incomplete", "interval", "min interval", "peers", "peers6", "retry in", "tracker id", "warning message"];
        return (from chosen in Gen.SubListOf(keys)
                from all in values.ArrayOf(chosen.Count)
                select System.Text.Encoding.Latin1.GetBytes(
                    "d" + string.Concat(chosen.Zip(all, static (key, value) => $"{key.Length}:{key}{value}")) + "e")).ToArbitrary();
    }
}
