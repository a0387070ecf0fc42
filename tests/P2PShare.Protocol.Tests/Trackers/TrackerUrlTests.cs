using P2PShare.Protocol.Trackers;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Trackers;

public sealed class TrackerUrlTests
{
    [Theory]
    [InlineData("http://tracker.example/announce")]
    [InlineData("https://tracker.example:8443/a/b?c=d")]
    [InlineData("udp://tracker.example:6969")]
    [InlineData("udp://[2001:db8::1]:6969/announce")]
    [InlineData("HTTP://10.0.0.1:6969/announce")]
    public void Http_https_and_udp_are_taken(string text) => TrackerUrl.TryParse(text, out _, out _).ShouldBeTrue();

    [Theory]
    [InlineData("", "the announce URL is malformed")]
    [InlineData("tracker.example", "the announce URL is malformed")]
    [InlineData("/announce", "trackers speak http, https or udp")]
    [InlineData("http:///announce", "the announce URL is malformed")]
    [InlineData("http://a/announce\r\nX: y", "the announce URL is malformed")]
    [InlineData("http://a/announce\n", "the announce URL is malformed")]
    [InlineData(" http://a/announce", "the announce URL is malformed")]
    [InlineData("http://a/an\0nounce", "the announce URL is malformed")]
    [InlineData("file:///etc/passwd", "trackers speak http, https or udp")]
    [InlineData("ftp://a/announce", "trackers speak http, https or udp")]
    [InlineData("wss://a/announce", "trackers speak http, https or udp")]
    [InlineData("javascript:alert(1)", "trackers speak http, https or udp")]
    [InlineData("http://user:secret@a/announce", "an announce URL with a user name is not supported")]
    [InlineData("udp://a/announce", "a udp announce URL needs a port")]
    [InlineData("http://a:0/announce", "the announce URL has port 0")]
    public void Anything_else_is_refused_with_a_reason(string text, string reason)
    {
        TrackerUrl.TryParse(text, out var url, out var problem).ShouldBeFalse();

        url.ShouldBeNull();
        problem.ShouldBe(reason);
    }

    [Fact]
    public void A_url_has_a_limit()
    {
        const string Start = "http://a/announce?";

        TrackerUrl.TryParse(Start + new string('x', TrackerLimits.MaxUrl - Start.Length), out _, out _).ShouldBeTrue();
        TrackerUrl.TryParse(Start + new string('x', TrackerLimits.MaxUrl - Start.Length + 1), out _, out var problem).ShouldBeFalse();
        problem.ShouldBe("the announce URL is too long");
    }

    [Theory]
    [InlineData("http://a.example/announce", "http://a.example/announce")]
    [InlineData("http://a.example/announce.php?passkey=0123456789abcdef", "http://a.example/announce.php?passkey=***")]
    [InlineData("http://a.example/announce?a=1&x&b=", "http://a.example/announce?a=***&***&b=")]
    [InlineData("http://a.example/0123456789abcdef0123456789abcdef/announce", "http://a.example/***/announce")]
    [InlineData("https://a.example:443/tracker/abcdefghijklmnopqrst/announce#x", "https://a.example/tracker/***/announce")]
    [InlineData("udp://a.example:6969/announce/Zx81k2Lq", "udp://a.example:6969/announce/***")]
    public void What_looks_like_a_passkey_is_hidden(string text, string shown)
    {
        TrackerUrl.TryParse(text, out var url, out _).ShouldBeTrue();

        url!.Redacted.ShouldBe(shown);
        url.ToString().ShouldBe(shown);
    }

    [Theory]
    [InlineData("http://user:pass@a.example/announce", "http://a.example/announce")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("gopher:\u001b[31m", "gopher:\\u001b[31m")]
    [InlineData("", "")]
    public void Text_that_is_no_url_is_fit_to_be_shown_too(string text, string shown) => TrackerUrl.Redact(text).ShouldBe(shown);

    [Fact]
    public void A_passkey_is_hidden_in_what_the_tracker_says_too()
    {
        TrackerUrl.TryParse("http://a.example/S3cretS3cret/announce?auth=p%20q%20r", out var url, out _).ShouldBeTrue();

        url!.Hide("unknown passkey s3crets3cret, auth p q r, bye").ShouldBe("unknown passkey ***, auth ***, bye");
    }
}
