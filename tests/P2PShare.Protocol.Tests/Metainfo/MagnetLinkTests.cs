using System.Net;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class MagnetLinkTests
{
    private const string V1 = "0123456789abcdef0123456789abcdef01234567";
    private const string V2 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Writes_all_that_a_link_can_say()
    {
        var link = new MagnetLink
        {
            InfoHashes = Hashes(V1) with { V2 = Hashes(V2).V2 },
            DisplayName = "Grüße & mehr",
            ExactLength = 5,
            Trackers = ["udp://a.example:1", "http://b.example/x?y=1&z=2"],
            WebSeeds = ["http://c.example/"],
            Peers = [IPEndPoint.Parse("1.2.3.4:5"), IPEndPoint.Parse("[::1]:6"), new DnsEndPoint("host.example", 7)],
            SelectOnly = [(0, 0), (2, 5)],
        };

        link.ToString().ShouldBe(
            $"magnet:?xt=urn:btih:{V1}&xt=urn:btmh:1220{V2}&dn=Gr%C3%BC%C3%9Fe%20%26%20mehr&xl=5&tr=udp%3A%2F%2Fa.example%3A1"
            + "&tr=http%3A%2F%2Fb.example%2Fx%3Fy%3D1%26z%3D2&ws=http%3A%2F%2Fc.example%2F&x.pe=1.2.3.4:5&x.pe=[::1]:6&x.pe=host.example:7&so=0,2-5");
        var read = MagnetLink.Parse(link.ToString());
        read.InfoHashes.ShouldBe(link.InfoHashes);
        (read.DisplayName, read.ExactLength).ShouldBe((link.DisplayName, link.ExactLength));
        read.Trackers.ShouldBe(link.Trackers);
        read.WebSeeds.ShouldBe(link.WebSeeds);
        read.Peers.ShouldBe(link.Peers);
        read.SelectOnly.ShouldBe(link.SelectOnly);
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public void The_link_of_a_torrent_names_it(TorrentFormat format)
    {
        var metainfo = new MadeContent("my trip", false, 16384).Add("a", [1, 2]).Add("b", [3]).ToMetainfo(format) with
        {
            Trackers = [["http://a.example/"], ["http://b.example/"]],
            WebSeeds = ["http://c.example/"],
        };

        var link = MagnetLink.Parse(MagnetLink.Of(metainfo).ToString());

        link.InfoHashes.ShouldBe(metainfo.InfoHashes);
        link.DisplayName.ShouldBe("my trip");
        link.ExactLength.ShouldBe(3);
        link.Trackers.ShouldBe(["http://a.example/", "http://b.example/"]);
        link.WebSeeds.ShouldBe(["http://c.example/"]);
    }

    [Fact]
    public void A_plus_is_a_space_in_a_name_and_itself_in_a_URL()
    {
        var link = MagnetLink.Parse($"magnet:?xt=urn:btih:{V1}&dn=a+b&tr=http://a.example/c+d");

        link.DisplayName.ShouldBe("a b");
        link.Trackers.ShouldBe(["http://a.example/c+d"]);
    }

    [Theory]
    [InlineData("xt=urn:btih:" + V1 + "00")]
    [InlineData("xt=urn:btih:" + V2)]
    [InlineData("xt=urn:btmh:1220" + V1)]
    [InlineData("xt=urn:btmh:1114" + V1)]
    [InlineData("xt=urn:btih:%zz" + V1)]
    [InlineData("xt=urn:btih:" + V1 + "&xt=urn:btih:1123456789abcdef0123456789abcdef01234567")]
    [InlineData("xt=urn:btih:" + V1 + "&xt=urn:btih:short")]
    [InlineData("dn=nothing")]
    public void Refuses_a_link_whose_info_hash_is_in_doubt(string query) => Should.Throw<MetainfoException>(() => MagnetLink.Parse("magnet:?" + query));

    [Fact]
    public void Bounds_what_a_link_can_bring()
    {
        var trackers = string.Concat(Enumerable.Range(0, 30_000).Select(i => $"&tr=http://{i}.example/"));
        var peers = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"&x.pe=h{i}:1"));
        var selected = "&so=" + string.Join(',', Enumerable.Range(0, 20_000).Select(i => 2 * i));

        var link = MagnetLink.Parse($"magnet:?xt=urn:btih:{V1}{trackers}{peers}{selected}");

        link.Trackers.Count.ShouldBe(1000);
        link.Peers.Count.ShouldBe(200);
        link.SelectOnly.Count.ShouldBe(10_000);
        Should.Throw<MetainfoException>(() => MagnetLink.Parse($"magnet:?xt=urn:btih:{V1}&dn={new string('a', 1 << 20)}"));
    }

    [Theory]
    [InlineData("0-4294967296")]
    [InlineData("-1")]
    [InlineData("5-2")]
    [InlineData("0-2999999999")]
    [InlineData("99999999999999999999")]
    public void Selects_nothing_by_numbers_that_cannot_be(string selection)
    {
        MagnetLink.Parse($"magnet:?xt=urn:btih:{V1}&so={selection}").SelectOnly.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(V1, true, false)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF01234567", true, false)]
    [InlineData("AERUKZ4JVPG66AJDIVTYTK6N54ASGRLH", true, false)]
    [InlineData(V2, false, true)]
    [InlineData("AERUKZ4JVPG66AJDIVTYTK6N54ASGRL1", false, false)]
    [InlineData("0123", false, false)]
    [InlineData("", false, false)]
    public void Reads_an_info_hash_as_people_write_it(string text, bool isV1, bool isV2)
    {
        InfoHashes.TryParse(text, out var hashes).ShouldBe(isV1 || isV2);

        hashes?.V1?.ToString().ShouldBe(isV1 ? V1 : null);
        hashes?.V2?.ToString().ShouldBe(isV2 ? V2 : null);
    }

    private static InfoHashes Hashes(string text)
    {
        InfoHashes.TryParse(text, out var hashes).ShouldBeTrue();
        return hashes!;
    }
}
