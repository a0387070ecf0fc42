using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class GroupVerifierTests
{
    private const int PieceLength = 64 * 1024;

    public static TheoryData<TorrentFormat, int, bool> Plans()
    {
        var plans = new TheoryData<TorrentFormat, int, bool>();
        foreach (var lanes in new[] { 8, 16 })
        {
            plans.Add(TorrentFormat.V1, lanes, false);
            plans.Add(TorrentFormat.V2, lanes, true);
            plans.Add(TorrentFormat.Hybrid, lanes, true);
            plans.Add(TorrentFormat.Hybrid, lanes, false);
        }

        return plans;
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Tells_the_good_pieces_of_a_group_from_the_bad_ones(TorrentFormat format, int lanes, bool hasLeaves)
    {
        var torrent = TestTorrent.OfFile(format, PieceLength, 20 * PieceLength);
        var verifier = Verifier(torrent, new LanePlan(lanes, hasLeaves));
        foreach (var count in new[] { lanes, lanes - 1, 2, 1 })
        {
            for (var bad = -1; bad < count; bad++)
            {
                var pieces = Enumerable.Range(3, count).Select(piece => (piece, Copy(torrent, piece))).ToArray();
                if (bad >= 0)
                {
                    pieces[bad].Item2[bad % 4].Span[^1] ^= 1;
                }

                var matches = verifier.Match([.. pieces.Select(piece => (piece.piece, ReadOnly(piece.Item2)))]);

                matches.ShouldBe(Enumerable.Range(0, count).Select(lane => lane != bad));
            }
        }
    }

    [Fact]
    public void Pieces_that_do_not_end_with_a_whole_block_are_hashed_to_their_end()
    {
        const int Odd = 40_000;
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, Odd, 8 * Odd);
        var pieces = Enumerable.Range(0, 8).Select(piece => Copy(torrent, piece)).ToArray();
        pieces[5][2].Span[^1] ^= 1;

        var matches = Verifier(torrent, new LanePlan(8, HasLeaves: false)).Match([.. pieces.Select((blocks, piece) => (piece, ReadOnly(blocks)))]);

        matches.ShouldBe([true, true, true, true, true, false, true, true]);
    }

    private static GroupVerifier Verifier(TestTorrent torrent, LanePlan plan) => new(torrent.Metainfo, new PieceVerifier(torrent.Metainfo), plan);

    private static Memory<byte>[] Copy(TestTorrent torrent, int piece) => [.. torrent.Blocks(piece).Select(block => block.ToArray().AsMemory())];

    private static IReadOnlyList<ReadOnlyMemory<byte>> ReadOnly(Memory<byte>[] blocks) => [.. blocks.Select(block => (ReadOnlyMemory<byte>)block)];
}
