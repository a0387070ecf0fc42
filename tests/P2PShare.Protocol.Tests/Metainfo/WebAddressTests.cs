using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class WebAddressTests
{
    [Theory]
    [InlineData("1.2.3.4:5", "1.2.3.4", 5)]
    [InlineData("[::1]:65535", "::1", 65535)]
    [InlineData("host.example:1", "host.example", 1)]
    public void Takes_an_end_point_apart(string text, string host, int port)
    {
        WebAddress.TrySplitEndPoint(text, out var foundHost, out var foundPort).ShouldBeTrue();

        foundHost.ToString().ShouldBe(host);
        foundPort.ShouldBe(port);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData(":1")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+1")]
    [InlineData("host: 1")]
    [InlineData("::1:5")]
    [InlineData("[host]:5")]
    [InlineData("[1.2.3.4]:5")]
    [InlineData("[::1]5")]
    [InlineData("ho st:5")]
    [InlineData("ho\nst:5")]
    [InlineData("...:5")]
    [InlineData("")]
    public void Refuses_what_is_no_end_point(string text) => WebAddress.TrySplitEndPoint(text, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("http://a.example/ä b", "http://a.example/%C3%A4%20b", true)]
    [InlineData("http://a.example/%20", "http://a.example/%20", true)]
    [InlineData("http://a.example/\n", "http://a.example/\n", false)]
    [InlineData("udp://a.example:1", "udp://a.example:1", false)]
    public void Escapes_a_web_seed_but_hides_no_control_character(string text, string expected, bool isWebSeed)
    {
        var escaped = WebAddress.Escape(System.Text.Encoding.UTF8.GetBytes(text));

        escaped.ShouldBe(expected);
        WebAddress.IsWebSeed(escaped).ShouldBe(isWebSeed);
    }

    [Fact]
    public void A_URL_has_at_most_2048_characters()
    {
        var longest = "http://a.example/".PadRight(WebAddress.MaxLength, 'a');

        WebAddress.IsTracker(longest).ShouldBeTrue();
        WebAddress.IsTracker(longest + "a").ShouldBeFalse();
    }
}
