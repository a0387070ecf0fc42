using System.Text;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class TrackerVectorTests
{
    /// <summary>What we read from each answer to an announce: the expectation of its row, in our words.</summary>
    private static readonly Dictionary<string, string> Announces = new()
    {
        ["0605"] = "names test_hostname:1000 another_host:1001",
        ["0606"] = "peers 1.2.3.4:12304 9.8.7.6:8208",
        ["0607"] = "peers 1.2.3.4:12304",
        ["0608"] = "peers [2001:db8::1]:12304 [2001:db8::2]:8208",
        ["0609"] = "peers [101:101:101:101:101:101:101:101]:257",
        ["0610"] = "interval 1042 min 10",
        ["0611"] = "warning test message",
        ["0612"] = "failure test message",
        ["0615"] = "external 1.2.3.4",
        ["0616"] = "external f102:304::ffff",
        ["0617"] = "names abcd:1337",
        ["0618"] = "names example.com:1",
        ["0619"] = "",
        ["0620"] = "",
        ["0621"] = "",
        ["0622"] = "",
        ["0623"] = "",
        ["0624"] = "interval 1803 min 1800 complete 3 incomplete 0 external 1.2.3.4",
        ["0625"] = "interval 1803 min 1800 complete 3 incomplete 0 peers 127.0.0.1:64551",
        ["0626"] = "interval 1803 min 1800 complete 3 incomplete 0 peers 8.8.4.4:53",
        ["0627"] = "failure foobar",
        ["0631"] = "peers 1.2.3.4:9999 [2001:db8:85a3::8a2e:370:7334]:9998 [3132:3334:3132:3334:3132:3334:3132:3334]:13622",
        ["0632"] = "peers [3132:3334:3132:3334:3132:3334:3132:3334]:13622",
        ["0633"] = "",
        ["0634"] = "peers 105.105.105.105:28784 [6969:6969:6969:6969:6969:6969:6969:6969]:28784",
    };

    /// <summary>Where that is not what the row says, and why.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["0607"] = "whole entries are kept of a list that is cut off",
        ["0609"] = "whole entries are kept of a list that is cut off",
        ["0627"] = "an interval beside a failure is not kept: BEP 31 says when to come back",
        ["0633"] = "peers in a form that nobody defined are passed over, the rest of the answer counts",
    };

    private static readonly Dictionary<string, string> Scrapes = new()
    {
        ["0613"] = "aaaaaaaaaaaaaaaaaaaa 1/3/2",
        ["0614"] = "aaa\0aaaaaaaaaaaaaaaa 4/6/5",
        ["0628"] = "aaaaaaaaaaaaaaaaaaaa 1/3/2, bbbbbbbbbbbbbbbbbbbb 4/6/5, cccccccccccccccccccc 7/9/8",
        ["0629"] = "aaaaaaaaaaaaaaaaaaaa 1/3/2, bbbbbbbbbbbbbbbbbbbb 4/6/5, cccccccccccccccccccc 7/9/8, dddddddddddddddddddd 7/9/8",
        ["0630"] = "aaaaaaaaaaaaaaaaaaaa 1/3/2, cccccccccccccccccccc 7/9/8",
        ["0968"] = "xxxxxxxxxxxxxxxxxxxx 11/13772/19, yyyyyyyyyyyyyyyyyyyy 21/206/20",
    };

    /// <summary>Rows that are about HTTP itself; <c>HttpVectorTests</c> of the engine sends them through the whole client.</summary>
    private static readonly HashSet<string> Http =
        ["0951", "0952", "0953", "0954", "0955", "0956", "0957", "0958", "0959", "0960", "0961", "0962"];

    /// <summary>Rows that are one peer and not a whole answer.</summary>
    private static readonly HashSet<string> SinglePeers = ["0617", "0618", "0619", "0620", "0621", "0622", "0623"];

    [VectorFact]
    public void Every_http_answer_comes_out_as_its_maker_says()
    {
        var wrong = Vectors.Of("http-tracker").Where(row => !Http.Contains(row.Id)).Select(Check).Where(line => line is not null).ToList();

        wrong.ShouldBeEmpty();
        Differences.Keys.ShouldBeSubsetOf(Announces.Keys);
    }

    [VectorFact]
    public void Every_udp_vector_comes_out_as_its_maker_says()
    {
        var rows = Vectors.Of("udp-tracker").ToDictionary(row => row.Id);
        rows.Keys.ShouldBe(["0635", "0636", "0637", "0638"], ignoreOrder: true);

        UdpAnnounceCodec.TryReadResponse(rows["0635"].File, CompactPeers.IPv4Size, out var announce).ShouldBeTrue();
        announce!.Interval.ShouldBe(TimeSpan.FromSeconds(1652));
        announce.Incomplete.ShouldBe(257);
        announce.Complete.ShouldBe(3341);
        announce.Peers.Count.ShouldBe((rows["0635"].File.Length - 20) / 6);
        UdpUrlData.Read(rows["0636"].File).ShouldBe("/dir?a=b&c=d");
        UdpUrlData.Read(rows["0637"].File).ShouldBe("/dir?a=b&c=d");
        UdpUrlData.Read(rows["0638"].File).ShouldBe("");
    }

    private static string? Check(VectorRow row)
    {
        var isScrape = Scrapes.TryGetValue(row.Id, out var expected);
        if (!isScrape && !Announces.TryGetValue(row.Id, out expected))
        {
            return $"{row}: not in the tables";
        }

        var came = isScrape ? ReadScrape(row.File) : ReadAnnounce(SinglePeers.Contains(row.Id) ? InAnAnswer(row.File) : row.File);
        return came == expected ? null : $"{row}: {came}";
    }

    private static byte[] InAnAnswer(byte[] peer) => [.. "d5:peersl"u8, .. peer, .. "ee"u8];

    private static string? ReadAnnounce(byte[] body)
    {
        if (!HttpAnnounceCodec.TryRead(body, out var answer))
        {
            return null;
        }

        var text = new StringBuilder();
        Add(text, "failure", answer.FailureReason);
        Add(text, "interval", answer.FailureReason is null && answer.Interval != HttpAnnounceCodec.UsualInterval ? (long)answer.Interval.TotalSeconds : null);
        Add(text, "min", (long?)answer.MinInterval?.TotalSeconds);
        Add(text, "complete", answer.Complete);
        Add(text, "incomplete", answer.Incomplete);
        Add(text, "external", answer.ExternalAddress);
        Add(text, "peers", answer.Peers.Count == 0 ? null : string.Join(' ', answer.Peers));
        Add(text, "names", answer.NamedPeers.Count == 0 ? null : string.Join(' ', answer.NamedPeers.Select(peer => $"{peer.Host}:{peer.Port}")));
        Add(text, "warning", answer.Warning);
        return text.ToString().TrimEnd();
    }

    private static void Add(StringBuilder text, string name, object? value) => text.Append(value is null ? "" : $"{name} {value} ");

    private static string? ReadScrape(byte[] body)
    {
        if (!HttpScrapeCodec.TryRead(body, out var answer))
        {
            return null;
        }

        return string.Join(", ", answer.Torrents.Select(torrent => $"{Name(torrent.Key)} {torrent.Value.Complete}/{torrent.Value.Downloaded}/{torrent.Value.Incomplete}"));
    }

    private static string Name(Sha1Hash hash)
    {
        var bytes = new byte[Sha1Hash.Size];
        hash.CopyTo(bytes);
        return Encoding.Latin1.GetString(bytes);
    }
}
