using System.Net;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class AllowedFastSetTests
{
    private static readonly Sha1Hash InfoHash = new(Enumerable.Repeat((byte)0xaa, Sha1Hash.Size).ToArray());

    [Theory]
    [InlineData(7, new[] { 1059, 431, 808, 1217, 287, 376, 1188 })]
    [InlineData(9, new[] { 1059, 431, 808, 1217, 287, 376, 1188, 353, 508 })]
    public void Generates_the_sets_of_BEP_6(int count, int[] expected)
    {
        Set("80.4.4.200", count: count).Pieces.ShouldBe(expected);
        Set("80.4.4.7", count: count).Pieces.ShouldBe(expected, "one network, one set");
        Set("::ffff:80.4.4.200", count: count).Pieces.ShouldBe(expected);
        Set("80.4.5.200", count: count).Pieces.ShouldNotBe(expected);
    }

    [Fact]
    public void One_IPv6_network_has_one_set()
    {
        Set("2001:db8:1:2::1").Pieces.ShouldBe(Set("2001:db8:1:2:ffff::9").Pieces);
        Set("2001:db8:1:2::1").Pieces.ShouldNotBe(Set("2001:db8:1:3::1").Pieces);
    }

    [Fact]
    public void A_small_torrent_has_a_small_set() =>
        Set("80.4.4.200", pieceCount: 3).Pieces.Order().ShouldBe([0, 1, 2]);

    [Fact]
    public void Each_piece_is_served_once()
    {
        var set = Set("80.4.4.200", pieceLength: 32768);

        set.TryServe(1059, 16384, peerPieceCount: 0).ShouldBeTrue();
        set.TryServe(1059, 16384, peerPieceCount: 0).ShouldBeTrue();
        set.TryServe(1059, 16384, peerPieceCount: 0).ShouldBeFalse();
        set.TryServe(1059, 1, peerPieceCount: 0).ShouldBeFalse();
        set.TryServe(431, 16384, peerPieceCount: 0).ShouldBeTrue();
    }

    [Fact]
    public void Nothing_else_is_served_to_a_choked_peer_and_nothing_at_all_to_who_has_a_start()
    {
        var set = Set("80.4.4.200");

        set.TryServe(1, 16384, peerPieceCount: 0).ShouldBeFalse();
        set.TryServe(1059, 16384, peerPieceCount: 11).ShouldBeFalse();
        set.TryServe(1059, 16384, peerPieceCount: 10).ShouldBeTrue();
    }

    private static AllowedFastSet Set(string address, int pieceCount = 1313, int pieceLength = 65536, int count = AllowedFastSet.DefaultCount) =>
        new(IPAddress.Parse(address), InfoHash, pieceCount, pieceLength, count);
}
