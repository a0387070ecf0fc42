using P2PShare.Tracker.Udp;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Udp;

public sealed class SipHashTests
{
    // From the test vectors of its authors: the key 00 01 … 0f, the messages 00 01 … of each length.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(7, 0xab0200f58b01d137)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void Is_what_its_authors_say(int length, ulong expected)
    {
        var bytes = Enumerable.Range(0, 16).Select(static value => (byte)value).ToArray();

        new SipHash(bytes).Compute(bytes.AsSpan(0, length)).ShouldBe(expected);
    }
}
