using System.Buffers;
using System.Text;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class ScrapeTests
{
    private static readonly Sha1Hash A = new("aaaaaaaaaaaaaaaaaaaa"u8);
    private static readonly Sha1Hash B = new("bbbbbbbbbbbbbbbbb&=\0"u8);

    [Theory]
    [InlineData("/announce", "/scrape")]
    [InlineData("/x/announce", "/x/scrape")]
    [InlineData("/announce.php", "/scrape.php")]
    [InlineData("/announce/x", null)]
    [InlineData("/a", null)]
    [InlineData("/x/xannounce", null)]
    public void The_path_is_that_of_the_announce_with_one_word_changed(string announce, string? scrape)
    {
        ScrapeQuery.TryGetPath(announce, out var path).ShouldBe(scrape is not null);
        path.ShouldBe(scrape ?? "");
    }

    [Fact]
    public void Torrents_asked_for_are_read_as_they_are_written() => ScrapeQuery.Read(ScrapeQuery.Write([B, A])).ShouldBe([B, A]);

    [Fact]
    public void What_is_no_info_hash_is_passed_over_and_each_counts_once() =>
        ScrapeQuery.Read("?x=y&info_hash=short&info_hash=aaaaaaaaaaaaaaaaaaaa&info_hash=%61aaaaaaaaaaaaaaaaaaa&info_hash").ShouldBe([A]);

    [Fact]
    public void No_more_torrents_are_read_than_a_datagram_holds()
    {
        var query = string.Join('&', Enumerable.Range(0, TrackerLimits.MaxScrape + 1).Select(number => $"info_hash={number:d20}"));

        ScrapeQuery.Read(query).Count.ShouldBe(TrackerLimits.MaxScrape);
    }

    [Fact]
    public void An_answer_is_written_in_the_order_of_hashes_and_read_again()
    {
        var torrents = new Dictionary<Sha1Hash, ScrapeCounts> { [B] = new(1, 2, 3), [A] = new(4, 5, 6) };
        var output = new ArrayBufferWriter<byte>();

        HttpScrapeCodec.Write(output, torrents);

        Encoding.Latin1.GetString(output.WrittenSpan).ShouldStartWith("d5:filesd20:aaaaaaaaaaaaaaaaaaaad8:completei4e10:downloadedi5e10:incompletei6ee20:bbb");
        HttpScrapeCodec.TryRead(output.WrittenMemory, out var answer).ShouldBeTrue();
        answer!.Torrents.ShouldBe(torrents, ignoreOrder: true);
    }

    [Theory]
    [InlineData("d14:failure reason2:noe", "no", 0)]
    [InlineData("de", null, 0)]
    [InlineData("d5:fileslee", null, 0)]
    [InlineData("d5:filesd5:shortdeee", null, 0)]
    [InlineData("d5:filesd20:aaaaaaaaaaaaaaaaaaaai1eee", null, 1)]
    public void Answers_of_any_shape_are_read(string body, string? failure, int torrents)
    {
        var isAnswer = HttpScrapeCodec.TryRead(Encoding.Latin1.GetBytes(body), out var answer);

        isAnswer.ShouldBeTrue();
        answer!.FailureReason.ShouldBe(failure);
        answer.Torrents.Count.ShouldBe(torrents);
    }

    [Fact]
    public void A_udp_scrape_goes_there_and_back()
    {
        var datagram = new byte[UdpScrapeCodec.MaxSize];

        var length = UdpScrapeCodec.WriteRequest(datagram, 7, 8, [A, B]);

        UdpRequestHeader.TryRead(datagram.AsSpan(0, length), out var header).ShouldBeTrue();
        header.ShouldBe(new UdpRequestHeader(7, UdpTrackerAction.Scrape, 8));
        UdpScrapeCodec.CountRequested(datagram.AsSpan(0, length)).ShouldBe(2);
        UdpScrapeCodec.ReadRequested(datagram, 1).ShouldBe(B);
        length = UdpScrapeCodec.WriteResponse(datagram, 8, [new ScrapeCounts(1, 2, 3), new ScrapeCounts(4, 5, 6)]);
        UdpScrapeCodec.TryReadResponse(datagram.AsSpan(0, length), [A, B], out var answer).ShouldBeTrue();
        answer.Torrents.ShouldBe(new Dictionary<Sha1Hash, ScrapeCounts> { [A] = new(1, 2, 3), [B] = new(4, 5, 6) }, ignoreOrder: true);
        UdpScrapeCodec.TryReadResponse(datagram.AsSpan(0, length - 1), [A, B], out answer).ShouldBeTrue();
        answer.Torrents.Keys.ShouldBe([A]);
    }

    [Fact]
    public void A_udp_scrape_of_too_many_torrents_is_cut_to_what_the_answer_holds() =>
        UdpScrapeCodec.CountRequested(new byte[60_000]).ShouldBe(TrackerLimits.MaxScrape);
}
