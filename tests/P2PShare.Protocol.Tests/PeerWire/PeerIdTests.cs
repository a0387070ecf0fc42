using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public class PeerIdTests
{
    [Fact]
    public void Begins_with_the_program_and_ends_with_chance() =>
        PeerId.Create("abcdefghijkl"u8).ToString().ShouldBe("-P20100-abcdefghijkl");

    [Fact]
    public void Is_made_of_exactly_twelve_random_bytes() =>
        Should.Throw<ArgumentOutOfRangeException>(() => PeerId.Create(new byte[11]));

    [Fact]
    public void Shows_bytes_that_do_not_print_as_hex() =>
        new PeerId([0, 0xff, (byte)'%', (byte)' ', .. "-UT3410-abcdefgh"u8]).ToString().ShouldBe("%00%FF%25%20-UT3410-abcdefgh");
}
