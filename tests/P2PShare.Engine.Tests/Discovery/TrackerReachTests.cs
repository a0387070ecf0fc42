using System.Net;
using P2PShare.Engine.Discovery;
using P2PShare.Net.Addresses;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class TrackerReachTests
{
    [Theory]
    [InlineData("http://tracker.example/x", null)]
    [InlineData("http://203.0.113.1/x", null)]
    [InlineData("http://10.0.0.1:6969/announce", null)]
    [InlineData("http://[::1]:6969/announce?x=y", null)]
    [InlineData("http://[fd00::1]/announce", null)]
    [InlineData("http://localhost:6969/announce", null)]
    [InlineData("http://nas.lan/announce.php", null)]
    [InlineData("udp://10.0.0.1:6969", null)]
    [InlineData("http://10.0.0.1/reboot?now", "the path of a tracker on the local network must begin with /announce")]
    [InlineData("http://localhost/admin", "the path of a tracker on the local network must begin with /announce")]
    [InlineData("http://router/x/announce", "the path of a tracker on the local network must begin with /announce")]
    [InlineData("http://2130706433/x", "the path of a tracker on the local network must begin with /announce")]
    [InlineData("http://0x7f.1/x", "the path of a tracker on the local network must begin with /announce")]
    [InlineData("http://[::ffff:127.0.0.1]/x", "the path of a tracker on the local network must begin with /announce")]
    [InlineData("http://0.0.0.0/announce", "the tracker's address is no host")]
    [InlineData("udp://224.0.0.1:6969", "the tracker's address is no host")]
    public void A_tracker_near_by_is_used_when_its_url_says_so_and_looks_like_one(string url, string? problem) =>
        TrackerReach.Judge(new Uri(url)).ShouldBe(problem);

    [Theory]
    [InlineData("http://a.example/announce", "http://b.example/x", true)]
    [InlineData("http://a.example/announce", "https://a.example/announce", true)]
    [InlineData("https://a.example/announce", "https://b.example/announce", true)]
    [InlineData("https://a.example/announce", "http://a.example/announce", false)]
    [InlineData("http://a.example/announce", "http://10.0.0.1/announce", false)]
    [InlineData("http://a.example/announce", "http://localhost/announce", false)]
    [InlineData("http://a.example/announce", "http://nas/announce", false)]
    [InlineData("http://10.0.0.1/announce", "http://127.0.0.1/announce", false)]
    [InlineData("http://10.0.0.1/announce", "http://10.0.0.2/announce", true)]
    [InlineData("http://10.0.0.1/announce", "http://10.0.0.2/reboot", false)]
    [InlineData("http://127.0.0.1/announce", "http://10.0.0.2/announce", true)]
    [InlineData("http://10.0.0.1/announce", "http://a.example/", true)]
    public void A_redirect_leads_no_nearer_and_to_nothing_less_safe(string from, string to, bool allowed) =>
        (TrackerReach.JudgeRedirect(new Uri(from), new Uri(to)) is null).ShouldBe(allowed);

    [Theory]
    [InlineData("a.example", "203.0.113.1", true)]
    [InlineData("a.example", "10.0.0.1", false)]
    [InlineData("a.example", "127.0.0.1", false)]
    [InlineData("a.example", "::1", false)]
    [InlineData("a.example", "::ffff:10.0.0.1", false)]
    [InlineData("a.example", "0.0.0.0", false)]
    [InlineData("nas.local", "10.0.0.1", true)]
    [InlineData("myhost", "127.0.1.1", true)]
    [InlineData("nas.local.example", "10.0.0.1", false)]
    public void A_name_of_the_public_kind_leads_to_public_addresses_only(string host, string address, bool allowed) =>
        TrackerReach.Allows(TrackerReach.Of(new Uri($"http://{host}/announce")), IPAddress.Parse(address)).ShouldBe(allowed);

    [Fact]
    public void A_literal_address_reaches_its_own_scope() => TrackerReach.Of(new Uri("http://192.168.0.1/")).ShouldBe(AddressScope.Private);
}
