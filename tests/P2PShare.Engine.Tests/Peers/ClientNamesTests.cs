using System.Text;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class ClientNamesTests
{
    [Theory]
    [InlineData("-qB4630-", "qBittorrent 4.6.3.0")]
    [InlineData("-TR3000-", "Transmission 3.0.0.0")]
    [InlineData("-lt0D80-", "rTorrent 0.13.8.0")]
    [InlineData("-DE1?F0-", "Deluge")]
    [InlineData("-\u001b[000-", null)]
    [InlineData("-ZZ1000-", null)]
    [InlineData("M7-3-5--", null)]
    public void A_peer_id_tells_the_program_where_it_is_known(string id, string? expected) =>
        ClientNames.Of(new PeerId(Encoding.Latin1.GetBytes(id.PadRight(PeerId.Size, 'x')))).ShouldBe(expected);
}
