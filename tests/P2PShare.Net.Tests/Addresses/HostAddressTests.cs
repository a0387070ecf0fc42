using System.Net;
using P2PShare.Net.Addresses;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Addresses;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("203.0.113.1", true)]
    [InlineData("255.255.255.255", true)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("2001:db8::203.0.113.1", false)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false)]
    public void Is_the_address_that_it_was_made_of(string text, bool isIPv4)
    {
        HostAddress address = IPAddress.Parse(text);

        address.IsIPv4.ShouldBe(isIPv4);
        address.ToString().ShouldBe(IPAddress.Parse(text).ToString());
        address.ShouldBe(HostAddress.Read(IPAddress.Parse(text).GetAddressBytes()));
    }

    [Fact]
    public void An_IPv4_address_mapped_into_IPv6_is_that_IPv4_address()
    {
        HostAddress mapped = IPAddress.Parse("::ffff:203.0.113.1");

        mapped.ShouldBe(IPAddress.Parse("203.0.113.1"));
        mapped.IPv4.ShouldBe(0xcb00_7101);
    }

    [Theory]
    [InlineData("203.0.113.1")]
    [InlineData("192.168.1.1")]
    [InlineData("127.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("2002:c0a8:101::1")]
    [InlineData("64:ff9b::192.168.1.1")]
    [InlineData("2001:db8::1")]
    public void Has_the_scope_of_the_address(string text)
    {
        var address = IPAddress.Parse(text);

        AddressScopes.Of((HostAddress)address).ShouldBe(AddressScopes.Of(address));
        AddressScopes.Believes(AddressScope.Private, (HostAddress)address).ShouldBe(AddressScopes.Believes(AddressScope.Private, address));
    }
}
