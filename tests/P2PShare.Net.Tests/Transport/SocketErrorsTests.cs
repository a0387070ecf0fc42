using System.Net.Sockets;
using P2PShare.Net.Transport;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

public sealed class SocketErrorsTests
{
    [Fact]
    public void Every_error_has_a_short_clause()
    {
        foreach (var error in Enum.GetValues<SocketError>())
        {
            var clause = SocketErrors.Describe(error);

            clause.Length.ShouldBeInRange(5, 50);
            char.IsLower(clause[0]).ShouldBeTrue(clause);
            clause.ShouldNotEndWith(".");
        }
    }

    [Theory]
    [InlineData(SocketError.AccessDenied, "permission denied")]
    [InlineData(SocketError.AddressAlreadyInUse, "address already in use")]
    [InlineData(SocketError.TooManyOpenSockets, "too many open files")]
    [InlineData(SocketError.NotSocket, "network error NotSocket")]
    public void Says_what_is_wrong(SocketError error, string clause) => SocketErrors.Describe(error).ShouldBe(clause);
}
