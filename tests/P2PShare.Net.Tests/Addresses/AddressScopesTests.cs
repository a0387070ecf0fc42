using System.Net;
using P2PShare.Net.Addresses;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Addresses;

public sealed class AddressScopesTests
{
    [Theory]
    [InlineData("0.0.0.0", AddressScope.Unusable)]
    [InlineData("0.255.255.255", AddressScope.Unusable)]
    [InlineData("1.0.0.0", AddressScope.Global)]
    [InlineData("9.255.255.255", AddressScope.Global)]
    [InlineData("10.0.0.0", AddressScope.Private)]
    [InlineData("10.255.255.255", AddressScope.Private)]
    [InlineData("11.0.0.0", AddressScope.Global)]
    [InlineData("100.63.255.255", AddressScope.Global)]
    [InlineData("100.64.0.0", AddressScope.Private)]
    [InlineData("100.127.255.255", AddressScope.Private)]
    [InlineData("100.128.0.0", AddressScope.Global)]
    [InlineData("126.255.255.255", AddressScope.Global)]
    [InlineData("127.0.0.0", AddressScope.Loopback)]
    [InlineData("127.255.255.255", AddressScope.Loopback)]
    [InlineData("128.0.0.0", AddressScope.Global)]
    [InlineData("169.253.255.255", AddressScope.Global)]
    [InlineData("169.254.0.1", AddressScope.Private)]
    [InlineData("169.255.0.0", AddressScope.Global)]
    [InlineData("172.15.255.255", AddressScope.Global)]
    [InlineData("172.16.0.0", AddressScope.Private)]
    [InlineData("172.31.255.255", AddressScope.Private)]
    [InlineData("172.32.0.0", AddressScope.Global)]
    [InlineData("192.0.0.8", AddressScope.Unusable)]
    [InlineData("192.0.1.0", AddressScope.Global)]
    [InlineData("192.0.2.1", AddressScope.Global)]
    [InlineData("192.167.255.255", AddressScope.Global)]
    [InlineData("192.168.0.0", AddressScope.Private)]
    [InlineData("192.168.255.255", AddressScope.Private)]
    [InlineData("192.169.0.0", AddressScope.Global)]
    [InlineData("198.17.255.255", AddressScope.Global)]
    [InlineData("198.18.0.0", AddressScope.Private)]
    [InlineData("198.19.255.255", AddressScope.Private)]
    [InlineData("198.20.0.0", AddressScope.Global)]
    [InlineData("223.255.255.255", AddressScope.Global)]
    [InlineData("224.0.0.1", AddressScope.Unusable)]
    [InlineData("239.192.152.143", AddressScope.Unusable)]
    [InlineData("240.0.0.1", AddressScope.Unusable)]
    [InlineData("255.255.255.255", AddressScope.Unusable)]
    public void Every_IPv4_address_has_a_scope(string address, AddressScope scope)
    {
        AddressScopes.Of(IPAddress.Parse(address)).ShouldBe(scope);
        AddressScopes.Of(IPAddress.Parse(address).MapToIPv6()).ShouldBe(scope, "mapped into IPv6");
        AddressScopes.Of(IPAddress.Parse($"64:ff9b::{address}")).ShouldBe(scope, "translated by NAT64");
    }

    [Theory]
    [InlineData("::", AddressScope.Unusable)]
    [InlineData("::1", AddressScope.Loopback)]
    [InlineData("::2", AddressScope.Unusable)]
    [InlineData("::7f00:1", AddressScope.Unusable)]
    [InlineData("::ffff:0:127.0.0.1", AddressScope.Unusable)]
    [InlineData("64:ff9b:1::a00:1", AddressScope.Private)]
    [InlineData("100::1", AddressScope.Unusable)]
    [InlineData("2001:4860:4860::8888", AddressScope.Global)]
    [InlineData("2001:db8::1", AddressScope.Global)]
    [InlineData("2002:7f00:1::1", AddressScope.Loopback)]
    [InlineData("2002:c0a8:101::1", AddressScope.Private)]
    [InlineData("2002:0808:0808::1", AddressScope.Global)]
    [InlineData("fbff::1", AddressScope.Global)]
    [InlineData("fc00::1", AddressScope.Private)]
    [InlineData("fdff::1", AddressScope.Private)]
    [InlineData("fe7f::1", AddressScope.Global)]
    [InlineData("fe80::1", AddressScope.Private)]
    [InlineData("fe80::1%3", AddressScope.Private)]
    [InlineData("febf::1", AddressScope.Private)]
    [InlineData("fec0::1", AddressScope.Private)]
    [InlineData("ff02::1", AddressScope.Unusable)]
    [InlineData("ff15::efc0:988f", AddressScope.Unusable)]
    public void Every_IPv6_address_has_a_scope(string address, AddressScope scope) =>
        AddressScopes.Of(IPAddress.Parse(address)).ShouldBe(scope);

    [Theory]
    [InlineData(AddressScope.Loopback, "127.0.0.1", true)]
    [InlineData(AddressScope.Loopback, "192.168.1.1", true)]
    [InlineData(AddressScope.Loopback, "8.8.8.8", true)]
    [InlineData(AddressScope.Private, "127.0.0.1", false)]
    [InlineData(AddressScope.Private, "::ffff:127.0.0.1", false)]
    [InlineData(AddressScope.Private, "192.168.1.1", true)]
    [InlineData(AddressScope.Private, "8.8.8.8", true)]
    [InlineData(AddressScope.Global, "127.0.0.1", false)]
    [InlineData(AddressScope.Global, "::1", false)]
    [InlineData(AddressScope.Global, "192.168.1.1", false)]
    [InlineData(AddressScope.Global, "fe80::1", false)]
    [InlineData(AddressScope.Global, "8.8.8.8", true)]
    [InlineData(AddressScope.Unusable, "8.8.8.8", false)]
    [InlineData(AddressScope.Loopback, "0.0.0.0", false)]
    [InlineData(AddressScope.Loopback, "224.0.0.1", false)]
    public void An_address_is_believed_within_the_scope_of_whoever_told_it(AddressScope teller, string told, bool believed)
    {
        AddressScopes.Believes(teller, IPAddress.Parse(told)).ShouldBe(believed);
        AddressScopes.Believes(teller, new IPEndPoint(IPAddress.Parse(told), 6881)).ShouldBe(believed);
    }

    [Fact]
    public void Port_0_is_no_place_to_connect_to()
    {
        AddressScopes.Of(new IPEndPoint(IPAddress.Loopback, 0)).ShouldBe(AddressScope.Unusable);
        AddressScopes.Believes(AddressScope.Loopback, new IPEndPoint(IPAddress.Loopback, 0)).ShouldBeFalse();
    }
}
