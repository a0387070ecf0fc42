using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

/// <summary>v2 trees and hybrids: what is refused, since two clients would see two torrents in it.</summary>
public sealed class HybridTests
{
    private static readonly string Root = Raw.Bytes([.. Enumerable.Repeat((byte)7, 32)]);

    [Fact]
    public void Takes_a_hybrid_whose_halves_agree()
    {
        var metainfo = Read(Tree(("a", File(100)), ("b", File(16384))), Flat(("a", 100), ("p", 16284), ("b", 16384)), pieces: 2);

        metainfo.Format.ShouldBe(TorrentFormat.Hybrid);
        metainfo.Files.Select(file => (file.Length, file.IsPadding, file.PiecesRoot is null)).ShouldBe([(100, false, false), (16284, true, true), (16384, false, false)]);
    }

    [Fact]
    public void Takes_a_hybrid_with_and_without_padding_behind_the_last_file()
    {
        var tree = Tree(("a", File(16384)), ("b", File(100)));

        Read(tree, Flat(("a", 16384), ("b", 100)), pieces: 2).Geometry.Span.ShouldBe(16484);
        Read(tree, Flat(("a", 16384), ("b", 100), ("p", 16284)), pieces: 2).Geometry.Span.ShouldBe(32768);
    }

    [Fact]
    public void Padding_may_stand_before_or_behind_an_empty_file()
    {
        var tree = Tree(("a", File(100)), ("b", File(0)), ("c", File(1)));

        Read(tree, Flat(("a", 100), ("p", 16284), ("b", 0), ("c", 1)), pieces: 2);
        Read(tree, Flat(("a", 100), ("b", 0), ("p", 16284), ("c", 1)), pieces: 2);
    }

    [Fact]
    public void Refuses_a_hybrid_whose_halves_differ()
    {
        var tree = Tree(("a", File(16384)), ("b", File(16384)));

        Refusal(tree, Flat(("a", 16384), ("x", 16384))).ShouldContain("halves");
        Refusal(tree, Flat(("b", 16384), ("a", 16384))).ShouldContain("halves");
        Refusal(tree, Flat(("a", 16384))).ShouldContain("halves");
        Refusal(tree, Flat(("a", 16384), ("b", 16384), ("c", 1))).ShouldContain("halves");
        Refusal(tree, Flat(("a", 16384), ("b", 16383))).ShouldContain("halves");
        Refusal(Tree(("a", File(16384, "x")), ("b", File(16384))), Flat(("a", 16384), ("b", 16384))).ShouldContain("halves");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16283)]
    [InlineData(16285)]
    [InlineData(16284 + 16384)]
    public void Refuses_padding_that_is_not_exact(long padding)
    {
        Refusal(Tree(("a", File(100)), ("b", File(16384))), Flat(("a", 100), ("p", padding), ("b", 16384))).ShouldContain("halves");
    }

    [Fact]
    public void Refuses_padding_where_none_is_due()
    {
        Refusal(Tree(("a", File(16384)), ("b", File(1))), Flat(("a", 16384), ("p", 16384), ("b", 1))).ShouldContain("halves");
        Refusal(Tree(("a", File(100)), ("b", File(1))), Flat(("a", 100), ("p", 16284), ("p", 16384), ("b", 1))).ShouldContain("halves");
    }

    [Fact]
    public void A_hybrid_of_one_file_bears_its_name_in_both_halves()
    {
        Read(Tree(("trip", File(5))), null, pieces: 1, length: 5).IsSingleFile.ShouldBeTrue();
        Should.Throw<MetainfoException>(() => Read(Tree(("other", File(5))), null, pieces: 1, length: 5));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(8192L)]
    [InlineData(16385L)]
    [InlineData(49152L)]
    public void Refuses_a_piece_length_that_no_tree_can_have(long pieceLength) =>
        Should.Throw<MetainfoException>(() => Read(Tree(("a", File(5))), null, 0, pieceLength: pieceLength)).Message.ShouldContain("piece length");

    [Theory]
    [InlineData(3L)]
    [InlineData(1L << 40)]
    public void Refuses_a_version_that_it_does_not_know(long version) =>
        Should.Throw<MetainfoException>(() => Read(Tree(("a", File(5))), null, 0, version: version)).Message.ShouldContain("meta version");

    [Fact]
    public void Refuses_a_tree_without_a_version()
    {
        Should.Throw<MetainfoException>(() => Read(Tree(("a", File(5))), null, 0, version: null)).Message.ShouldContain("meta version");
        Should.Throw<MetainfoException>(() => Read(Tree(("a", File(5))), null, 0, version: 1)).Message.ShouldContain("meta version");
        Should.Throw<MetainfoException>(() => Read(Tree(("a", File(5))), null, 0, version: 0)).Message.ShouldContain("meta version");
    }

    [Fact]
    public void Refuses_a_tree_that_is_not_sorted()
    {
        Should.Throw<MetainfoException>(() => Read(Tree(("b", File(5)), ("a", File(5))), null, 0)).Message.ShouldContain("canonical");
    }

    [Fact]
    public void Refuses_what_is_both_a_file_and_a_folder()
    {
        var properties = Raw.Dictionary(("length", Raw.Number(5)), ("pieces root", Root));

        RefusesTree(Tree(("a", Raw.Dictionary(("", properties), ("b", File(5))))));
        RefusesTree(Raw.Dictionary(("", properties)));
        RefusesTree(Tree(("a", Raw.Dictionary(("", Raw.Number(1))))));
        RefusesTree(Tree(("a", Raw.Number(1))));
        RefusesTree(Raw.List());
    }

    [Fact]
    public void Refuses_a_file_without_a_root_or_with_one_that_cannot_be()
    {
        RefusesTree(Tree(("a", Raw.Dictionary(("", Raw.Dictionary(("length", Raw.Number(5))))))));
        RefusesTree(Tree(("a", Raw.Dictionary(("", Raw.Dictionary(("length", Raw.Number(5)), ("pieces root", Raw.Bytes(new byte[31]))))))));
        RefusesTree(Tree(("a", Raw.Dictionary(("", Raw.Dictionary(("length", Raw.Number(5)), ("pieces root", Raw.Bytes(new byte[32]))))))));
        RefusesTree(Tree(("a", Raw.Dictionary(("", Raw.Dictionary(("pieces root", Root)))))));
        RefusesTree(Tree(("a", File(-1))));
        RefusesTree(Tree(("a", File(long.MaxValue)), ("b", File(long.MaxValue))));
    }

    [Fact]
    public void Refuses_padding_in_a_tree() => RefusesTree(Tree(("a", File(5)), ("p", File(5, "p"))));

    [Fact]
    public void Leaves_out_folders_that_are_empty()
    {
        Read(Tree(("a", File(5)), ("d", Raw.Dictionary(("e", Raw.Dictionary())))), null, 0).Files.ShouldHaveSingleItem();
    }

    [Fact]
    public void Names_of_a_tree_are_made_safe_too()
    {
        var tree = Tree(("..", Raw.Dictionary(("/etc/passwd", File(5)))), ("CON", File(5)), ("a", File(5)));

        Read(tree, null, 0).Files.Select(file => file.Path).ShouldBe(["etc/passwd", "_CON", "a"]);
    }

    [Fact]
    public void Checks_each_piece_layer_against_its_root()
    {
        var torrent = new MadeContent("a", true, 16384).Add("a", MadeContent.Pattern(50000)).ToTorrent(TorrentFormat.V2);
        MetainfoReader.Read(torrent).PieceLayers.ShouldHaveSingleItem().Value.Length.ShouldBe(4 * 32);
        var layers = torrent.AsSpan().IndexOf("12:piece layers"u8);

        // Behind the two lengths and the root.
        var layer = layers + "12:piece layersd32:".Length + 32 + "128:".Length;
        for (var offset = 0; offset < 128; offset += 31)
        {
            var broken = torrent.ToArray();
            broken[layer + offset] ^= 1;

            Should.Throw<MetainfoException>(() => MetainfoReader.Read(broken)).Message.ShouldContain("piece layer");
        }
    }

    [Fact]
    public void Refuses_a_torrent_without_the_layers_that_it_needs()
    {
        var metainfo = new MadeContent("a", true, 16384).Add("a", MadeContent.Pattern(50000)).ToMetainfo(TorrentFormat.V2);
        var without = metainfo with { PieceLayers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>() };

        Should.Throw<MetainfoException>(() => MetainfoReader.Read(MetainfoWriter.ToBytes(without))).Message.ShouldContain("missing");
    }

    [Fact]
    public void A_layer_of_another_number_of_pieces_is_refused_even_with_the_right_root()
    {
        // Three pieces: a tree of four, whose last hash is of nothing anyway.
        var metainfo = new MadeContent("a", true, 16384).Add("a", MadeContent.Pattern(40000)).ToMetainfo(TorrentFormat.V2);
        var (root, layer) = metainfo.PieceLayers.Single();
        byte[] longer = [.. layer.Span, .. new byte[32]];
        MerkleTree.RootOfLayer(longer, 16384).ShouldBe(root);
        var layers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>> { [root] = longer };

        Should.Throw<MetainfoException>(() => MetainfoReader.FromInfo(metainfo.InfoBytes, layers));
    }

    [Fact]
    public void Two_files_of_the_same_content_share_a_layer()
    {
        var metainfo = MetainfoReader.Read(new MadeContent("d", false, 16384)
            .Add("a", MadeContent.Pattern(50000))
            .Add("b", [.. MadeContent.Pattern(50000)])
            .ToTorrent(TorrentFormat.Hybrid));

        metainfo.PieceLayers.ShouldHaveSingleItem();
    }

    private static string File(long length, string? attributes = null) => Raw.Dictionary(("", Raw.Dictionary(
        ("attr", attributes is null ? null : Raw.Text(attributes)),
        ("length", Raw.Number(length)),
        ("pieces root", length == 0 ? null : Root))));

    private static string Tree(params IEnumerable<(string Key, string? Value)> entries) => Raw.Dictionary(entries);

    private static string Flat(params IEnumerable<(string Name, long Length)> files) => Raw.List(files.Select(file => Raw.Dictionary(
        ("attr", file.Name == "p" ? Raw.Text("p") : null),
        ("length", Raw.Number(file.Length)),
        ("path", Raw.Path(file.Name)))));

    private static void RefusesTree(string tree) => Should.Throw<MetainfoException>(() => Read(tree, null, 0));

    private static string Refusal(string tree, string files) => Should.Throw<MetainfoException>(() => Read(tree, files, 2)).Message;

    private static TorrentMetainfo Read(
        string tree, string? files, int pieces, long? length = null, long pieceLength = 16384, long? version = 2) => MetainfoReader.FromInfo(Raw.ToBytes(Raw.Dictionary(
            ("file tree", tree),
            ("files", files),
            ("length", length is { } known ? Raw.Number(known) : null),
            ("meta version", version is { } stated ? Raw.Number(stated) : null),
            ("name", Raw.Text("trip")),
            ("piece length", Raw.Number(pieceLength)),
            ("pieces", pieces == 0 ? null : Raw.Bytes(new byte[20 * pieces])))));
}
