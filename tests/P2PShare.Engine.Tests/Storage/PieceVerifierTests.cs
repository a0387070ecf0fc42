using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class PieceVerifierTests
{
    public static TheoryData<TorrentFormat, int> Formats => new()
    {
        { TorrentFormat.V1, 20_000 },
        { TorrentFormat.V1, 65_536 },
        { TorrentFormat.V2, 16_384 },
        { TorrentFormat.V2, 65_536 },
        { TorrentFormat.Hybrid, 16_384 },
        { TorrentFormat.Hybrid, 65_536 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void Takes_every_piece_however_it_is_cut(TorrentFormat format, int pieceLength)
    {
        var torrent = Folder(format, pieceLength);
        var verifier = new PieceVerifier(torrent.Metainfo);

        for (var piece = 0; piece < torrent.Metainfo.Geometry.PieceCount; piece++)
        {
            verifier.Matches(piece, torrent.Blocks(piece)).ShouldBeTrue();
            verifier.Matches(piece, [torrent.Piece(piece)]).ShouldBeTrue();
            verifier.Matches(piece, TestTorrent.InParts(torrent.Piece(piece), 9_999)).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Refuses_a_piece_with_any_bit_of_content_wrong(TorrentFormat format, int pieceLength)
    {
        var torrent = Folder(format, pieceLength);
        var verifier = new PieceVerifier(torrent.Metainfo);
        var random = new Random(4);

        for (var piece = 0; piece < torrent.Metainfo.Geometry.PieceCount; piece++)
        {
            var bytes = torrent.Piece(piece).ToArray();
            foreach (var at in new[] { 0, bytes.Length - 1, random.Next(bytes.Length), random.Next(bytes.Length) })
            {
                bytes[at] ^= 0x10;
                verifier.Matches(piece, TestTorrent.InParts(bytes, 16_384)).ShouldBeFalse();
                bytes[at] ^= 0x10;
            }

            verifier.Matches(piece, TestTorrent.InParts(bytes, 16_384)).ShouldBeTrue();
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Refuses_too_few_and_too_many_bytes_and_the_bytes_of_another_piece(TorrentFormat format, int pieceLength)
    {
        var torrent = Folder(format, pieceLength);
        var verifier = new PieceVerifier(torrent.Metainfo);
        var bytes = torrent.Piece(1);

        verifier.Matches(1, [bytes[..^1]]).ShouldBeFalse();
        verifier.Matches(1, [bytes[..^5_000]]).ShouldBeFalse();
        verifier.Matches(1, [bytes, new byte[1]]).ShouldBeFalse();
        verifier.Matches(1, []).ShouldBeFalse();
        verifier.Matches(0, [bytes]).ShouldBeFalse();
        verifier.Matches(1, [bytes]).ShouldBeTrue();
    }

    [Fact]
    public void A_hybrid_piece_must_match_both_hashes()
    {
        var torrent = Folder(TorrentFormat.Hybrid, 16_384);
        var wrongSha1 = torrent.Metainfo.PieceHashes.ToArray();
        wrongSha1[0] ^= 1;
        var onlyTree = new PieceVerifier(torrent.Metainfo with { PieceHashes = wrongSha1 });
        var onlySha1 = new PieceVerifier(torrent.Metainfo with { PieceLayers = WithoutFirstNode(torrent.Metainfo) });

        onlyTree.Matches(0, torrent.Blocks(0)).ShouldBeFalse();
        onlySha1.Matches(0, torrent.Blocks(0)).ShouldBeFalse();
        onlyTree.Matches(1, torrent.Blocks(1)).ShouldBeTrue();
        onlySha1.Matches(1, torrent.Blocks(1)).ShouldBeTrue();
    }

    // The torrent's maker hashed other bytes in place of the padding, which is never stored: what is read back would not match.
    [Fact]
    public void Refuses_padding_that_is_not_zero_even_when_the_hash_is_of_just_that()
    {
        var torrent = Folder(TorrentFormat.Hybrid, 65_536);
        var padding = torrent.Metainfo.Files.First(file => file.IsPadding);
        var piece = (int)(padding.Offset / 65_536);
        torrent.Space[padding.Offset + (padding.Length / 2)] = 1;
        var hashes = torrent.Metainfo.PieceHashes.ToArray();
#pragma warning disable CA5350 // SHA-1 is what v1 pieces are hashed with (BEP 3).
        System.Security.Cryptography.SHA1.HashData(torrent.Piece(piece).Span, hashes.AsSpan(piece * 20));
#pragma warning restore CA5350

        new PieceVerifier(torrent.Metainfo with { PieceHashes = hashes }).Matches(piece, torrent.Blocks(piece)).ShouldBeFalse();
    }

    [Fact]
    public void Takes_no_memory_in_the_long_run()
    {
        var torrent = Folder(TorrentFormat.Hybrid, 65_536);
        var verifier = new PieceVerifier(torrent.Metainfo);
        var blocks = torrent.Blocks(0);
        verifier.Matches(0, blocks);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            verifier.Matches(0, blocks);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000);
    }

    private static TestTorrent Folder(TorrentFormat format, int pieceLength) =>
        TestTorrent.OfFolder(format, pieceLength, 100_000, 0, 65_536, 1, 30_000, 131_072, 200_001, 16_384);

    private static Dictionary<Sha256Hash, ReadOnlyMemory<byte>> WithoutFirstNode(TorrentMetainfo metainfo)
    {
        var layers = metainfo.PieceLayers.ToDictionary();
        var root = metainfo.Files[0].PiecesRoot!.Value;
        var layer = layers[root].ToArray();
        layer[0] ^= 1;
        layers[root] = layer;
        return layers;
    }
}
