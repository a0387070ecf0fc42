using System.Net;
using System.Security.Cryptography;
using P2PShare.Protocol.Krpc;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Krpc;

public sealed class SecureNodeIdTests
{
    [Theory]
    [InlineData("124.31.75.21", "125.31.75.21")]
    [InlineData("2001:db8:85a3:1234::1", "2001:db8:85a3:1235::1")]
    public void An_id_made_for_an_address_is_valid_there_and_not_elsewhere(string address, string elsewhere)
    {
        using var random = RandomNumberGenerator.Create();
        for (var i = 0; i < 20; i++)
        {
            var id = SecureNodeId.Create(IPAddress.Parse(address), random);

            SecureNodeId.IsValid(id, IPAddress.Parse(address)).ShouldBeTrue();
            SecureNodeId.IsValid(id, IPAddress.Parse(elsewhere)).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_changed_bit_among_the_first_21_makes_an_id_invalid()
    {
        using var random = RandomNumberGenerator.Create();
        var address = IPAddress.Parse("43.213.53.83");
        var id = SecureNodeId.Create(address, random);

        for (var bit = 0; bit < 24; bit++)
        {
            SecureNodeId.IsValid(id.Diverge(bit, id), address).ShouldBe(bit >= 21, $"bit {bit}");
        }
    }
}
