using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

/// <summary>What has been done to other clients with torrents, and must do nothing here.</summary>
public sealed class MetainfoAttackTests
{
    [Theory]
    [InlineData("i0e")]
    [InlineData("i-16384e")]
    [InlineData("i536870913e")]
    [InlineData("i1099511627776e")]
    [InlineData("i9223372036854775808e")]
    [InlineData("5:16384")]
    [InlineData(null)]
    public void Refuses_a_piece_length_that_cannot_be(string? length) => new RawTorrent { PieceLength = length }.Refusal();

    [Fact]
    public void Takes_the_longest_and_the_shortest_piece()
    {
        new RawTorrent { PieceLength = Raw.Number(1 << 29), Pieces = Raw.Bytes(new byte[20]) }.Read().Geometry.PieceLength.ShouldBe(1 << 29);
        new RawTorrent { PieceLength = Raw.Number(1), Length = Raw.Number(3), Pieces = Raw.Bytes(new byte[60]) }.Read().Geometry.PieceCount.ShouldBe(3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(39)]
    [InlineData(41)]
    [InlineData(60)]
    public void Refuses_piece_hashes_that_are_not_one_a_piece(int length) => new RawTorrent { Pieces = Raw.Bytes(new byte[length]) }.Refusal();

    [Theory]
    [InlineData("i-1e")]
    [InlineData("i9223372036854775807e")]
    [InlineData("i18446744073709551616e")]
    [InlineData("1:5")]
    [InlineData(null)]
    public void Refuses_a_length_that_cannot_be(string? length) => new RawTorrent { Length = length }.Refusal();

    [Fact]
    public void Refuses_lengths_whose_sum_wraps_to_a_small_number()
    {
        var lengths = new[] { 12, long.MaxValue, long.MaxValue };
        var files = lengths.Select((length, i) => Raw.Dictionary(("length", Raw.Number(length)), ("path", Raw.Path($"{i}"))));

        RawTorrent.OfEntries([.. files]).Refusal().ShouldContain("pieces");
        RawTorrent.OfEntries([.. files.Reverse()]).Refusal().ShouldContain("pieces");
    }

    [Fact]
    public void Refuses_more_than_two_million_pieces()
    {
        const int Limit = 0x200000;
        var torrent = new RawTorrent { PieceLength = Raw.Number(1), Length = Raw.Number(Limit), Pieces = Raw.Bytes(new byte[20 * Limit]) };

        torrent.Read().Geometry.PieceCount.ShouldBe(Limit);
        (torrent with { Length = Raw.Number(Limit + 1) }).Refusal().ShouldContain("pieces");
    }

    [Fact]
    public void Refuses_one_key_twice_at_any_level()
    {
        (new RawTorrent() with { Last = ("name", Raw.Text("other")) }).Refusal().ShouldContain("twice");
        (new RawTorrent() with { Behind = [("info", Raw.Dictionary())] }).Refusal().ShouldContain("twice");
        (new RawTorrent() with { Behind = [("x", Raw.List(Raw.Dictionary(("a", Raw.Number(1)), ("b", Raw.Number(1)), ("a", Raw.Number(1)))))] })
            .Refusal().ShouldContain("twice");
    }

    [Theory]
    [InlineData("i01e")]
    [InlineData("i-0e")]
    [InlineData("i99999999999999999999e")]
    [InlineData("01:x")]
    public void Refuses_in_the_info_dictionary_what_two_readers_could_read_in_two_ways(string value)
    {
        (new RawTorrent() with { Last = ("x", value) }).Refusal().ShouldContain("canonical");

        // Not even where unsorted keys, which are forgiven, come first.
        (new RawTorrent() with { First = ("y", Raw.Number(1)), Last = ("x", value) }).Refusal().ShouldContain("canonical");
    }

    [Fact]
    public void Ignores_what_stands_behind_the_torrent()
    {
        byte[] bytes = [.. new RawTorrent().ToBytes(), .. "d4:infod4:name4:evilee"u8];

        var metainfo = MetainfoReader.Read(bytes);

        metainfo.InfoHashes.ShouldBe(new RawTorrent().Read().InfoHashes);
        metainfo.Warnings.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("creation date", "i4611686018427387904e")]
    [InlineData("creation date", "i-1e")]
    [InlineData("creation date", "4:soon")]
    [InlineData("comment", "i1e")]
    [InlineData("created by", "le")]
    [InlineData("announce", "i1e")]
    [InlineData("announce-list", "li1eld1:ai1eeee")]
    [InlineData("nodes", "li1el4:hostel4:hosti0eel4:hosti99999eel1: i1eee")]
    [InlineData("url-list", "li1e4:junke")]
    [InlineData("httpseeds", "d1:ai1ee")]
    [InlineData("piece layers", "i1e")]
    public void Keeps_a_torrent_whose_outer_keys_are_odd(string key, string value)
    {
        var metainfo = (new RawTorrent() with { Before = [(key, value)] }).Read();

        metainfo.CreationDate.ShouldBeNull();
        metainfo.Comment.ShouldBeNull();
        metainfo.CreatedBy.ShouldBeNull();
        metainfo.Trackers.ShouldBeEmpty();
        metainfo.Nodes.ShouldBeEmpty();
        metainfo.WebSeeds.ShouldBeEmpty();
        metainfo.HttpSeeds.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("i0e")]
    [InlineData("i-2e")]
    [InlineData("1:2")]
    [InlineData("le")]
    public void Ignores_a_version_that_is_none(string version)
    {
        var torrent = new RawTorrent { Length = Raw.Number(5) + Raw.Text("meta version") + version, Pieces = Raw.Bytes(new byte[20]) };

        torrent.Read().Format.ShouldBe(TorrentFormat.V1);
        torrent.Read().Warnings.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("i1e", true)]
    [InlineData("i0e", false)]
    [InlineData("1:1", true)]
    [InlineData(null, false)]
    public void A_torrent_is_private_when_in_doubt(string? value, bool expected)
    {
        (new RawTorrent() with { Last = ("private", value) }).Read().IsPrivate.ShouldBe(expected);
    }

    [Fact]
    public void Takes_only_trackers_that_are_addresses_of_trackers()
    {
        string[] bad =
        [
            "file:///etc/passwd", "ftp://a.example/", "wss://a.example/", "javascript:alert(1)", "http://", "http://a.example/\r\nX-evil: 1",
            "http://a.example/\u001b[2J", "http://a.example:0/", "http://a.example:65536/", "http://a b.example/", "http://bücher.example/",
            "http://a.example/" + new string('a', WebAddress.MaxLength),
        ];
        var tiers = bad.Append("http://good.example/").Select(url => Raw.List(Raw.Text(url)));

        var metainfo = (new RawTorrent() with { Before = [("announce-list", Raw.List(tiers))] }).Read();

        metainfo.Trackers.ShouldBe([["http://good.example/"]]);
        metainfo.Warnings.ShouldHaveSingleItem();
    }

    [Fact]
    public void Keeps_a_thousand_trackers_of_a_hundred_thousand_and_none_twice()
    {
        var urls = Enumerable.Range(0, 100_000).Select(i => Raw.Text($"http://{i / 2}.example/"));

        var metainfo = (new RawTorrent() with { Before = [("announce-list", Raw.List(Raw.List(urls)))] }).Read();

        metainfo.Trackers.ShouldHaveSingleItem().Count.ShouldBe(1000);
        metainfo.Trackers[0].ShouldBeUnique();
        metainfo.Warnings.Count.ShouldBe(1);
    }

    [Fact]
    public void Refuses_a_torrent_of_nothing()
    {
        new RawTorrent { Length = Raw.Number(0), Pieces = Raw.Bytes([]) }.Refusal();
        new RawTorrent { Length = null, Files = Raw.List(), Pieces = Raw.Bytes([]) }.Refusal();
        RawTorrent.OfEntries(Raw.Dictionary(("attr", Raw.Text("p")), ("length", Raw.Number(5)), ("path", Raw.Path("a")))).Refusal();
    }

    [Theory]
    [InlineData("le")]
    [InlineData("l1:ai1ee")]
    [InlineData("1:a")]
    public void Refuses_a_path_that_is_none(string path) => RawTorrent.OfPaths([path]).Refusal();

    [Fact]
    public void Refuses_a_file_more_than_a_hundred_folders_deep()
    {
        RawTorrent.OfPaths([Raw.Path(Enumerable.Repeat("d", 100))]).Read();
        RawTorrent.OfPaths([Raw.Path(Enumerable.Repeat("d", 101))]).Refusal().ShouldContain("deep");
    }

    [Fact]
    public void A_folder_of_files_of_one_name_is_refused_when_it_is_an_attack()
    {
        RawTorrent.OfPaths(Enumerable.Repeat(Raw.Path("a"), 501)).Read().Files.Select(file => file.Path).ShouldBeUnique();
        RawTorrent.OfPaths(Enumerable.Repeat(Raw.Path("a"), 502)).Refusal().ShouldContain("one name");
    }

    [Fact]
    public void Odd_names_without_number_make_a_bounded_number_of_warnings()
    {
        var metainfo = RawTorrent.OfPaths(Enumerable.Range(0, 5000).Select(i => Raw.Path($"{i}:"))).Read();

        metainfo.Warnings.Count.ShouldBeLessThan(200);
        metainfo.Warnings[^1].ShouldContain("4900");
    }

    [Fact]
    public void Two_million_empty_lists_take_little_memory()
    {
        var bytes = Raw.ToBytes(Raw.Dictionary(("info", Raw.List(Enumerable.Repeat("le", 2_000_000)))));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<MetainfoException>(() => MetainfoReader.Read(bytes));

        // Twelve bytes a value, twice while the table grows and once more when it is cut to size; then all again for the info dictionary.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(300_000_000);
    }

    [Fact]
    public void A_tree_cannot_repeat_one_long_path_for_many_files()
    {
        // 90 folders of 250 bytes, and in the innermost some thousand files: more than a hundred megabytes of paths from half a megabyte.
        var leaf = string.Concat(Enumerable.Range(0, 10_000).Select(i => Raw.Text($"{i:00000}") + Raw.Dictionary(("", Raw.Dictionary(("length", Raw.Number(0)))))));
        var tree = Enumerable.Range(0, 90).Aggregate($"d{leaf}e", (inner, _) => Raw.Dictionary((new string('x', 250), inner)));
        var root = Raw.Dictionary(("", Raw.Dictionary(("length", Raw.Number(1)), ("pieces root", Raw.Bytes([.. Enumerable.Repeat((byte)1, 32)])))));
        var info = Raw.ToBytes(Raw.Dictionary(
            ("file tree", Raw.Dictionary(("a", root), (new string('x', 250), tree))),
            ("meta version", Raw.Number(2)),
            ("name", Raw.Text("n")),
            ("piece length", Raw.Number(16384))));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<MetainfoException>(() => MetainfoReader.FromInfo(info)).Message.ShouldContain("too long");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(40_000_000);
    }

    [Fact]
    public void Padding_of_a_terabyte_takes_nothing()
    {
        const long Length = 1L << 40;
        var files = Raw.List(
            Raw.Dictionary(("length", Raw.Number(5)), ("path", Raw.Path("a"))),
            Raw.Dictionary(("attr", Raw.Text("p")), ("length", Raw.Number(Length)), ("path", Raw.Path("etc", "passwd"))));
        var torrent = new RawTorrent { Length = null, Files = files, PieceLength = Raw.Number(1 << 29), Pieces = Raw.Bytes(new byte[20 * 2049]) };

        var metainfo = torrent.Read();

        metainfo.TotalLength.ShouldBe(5);
        metainfo.Files[1].Path.ShouldNotContain("passwd");
    }
}
