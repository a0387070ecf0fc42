using System.Net;
using P2PShare.Net.Addresses;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Addresses;

public sealed class LocalLinkTests
{
    [Theory]
    [InlineData("2a00:1:2:3::1", 64, "2a00:1:2:3:ffff::9", true)]
    [InlineData("2a00:1:2:3::1", 64, "2a00:1:2:4::1", false)]
    [InlineData("2a00:1:2:3::1", 128, "2a00:1:2:3::1", true)]
    [InlineData("2a00:1:2:3::1", 128, "2a00:1:2:3::2", false)]
    [InlineData("8.8.8.8", 28, "8.8.8.15", true)]
    [InlineData("8.8.8.8", 28, "8.8.8.16", false)]
    [InlineData("8.8.8.8", 24, "8.8.9.8", false)]
    [InlineData("8.8.8.8", 0, "8.8.8.8", false)]
    [InlineData("8.8.8.8", 24, "2a00::1", false)]
    [InlineData("8.8.8.8", 999, "8.8.8.8", true)]
    public void Has_the_addresses_that_share_its_prefix(string own, int prefixLength, string address, bool isIn) =>
        new LocalLink(IPAddress.Parse(own), prefixLength).Contains(IPAddress.Parse(address)).ShouldBe(isIn);
}
