using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class MetainfoReaderTests
{
    [Fact]
    public void Reads_a_torrent_of_one_file()
    {
        var metainfo = new RawTorrent().Read();

        metainfo.Format.ShouldBe(TorrentFormat.V1);
        metainfo.IsSingleFile.ShouldBeTrue();
        metainfo.Name.ShouldBe("trip");
        metainfo.Files.ShouldHaveSingleItem().ShouldBe(new TorrentFile { Path = "trip", Length = 20000, Offset = 0 });
        metainfo.Geometry.PieceCount.ShouldBe(2);
        metainfo.PieceHashes.Length.ShouldBe(40);
        metainfo.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void The_info_hash_is_of_the_bytes_as_they_came()
    {
        // Unsorted, so that writing it anew would give other bytes.
        var torrent = new RawTorrent { First = ("zebra", Raw.Number(1)) };

        var metainfo = torrent.Read();

        metainfo.InfoBytes.ToArray().ShouldBe(Raw.ToBytes(torrent.Info));
        metainfo.InfoHashes.V1.ShouldBe(new Sha1Hash(SHA1.HashData(Raw.ToBytes(torrent.Info))));
        metainfo.Warnings.ShouldHaveSingleItem().ShouldContain("not sorted");
    }

    [Fact]
    public void Reads_what_lies_outside_the_info_dictionary()
    {
        var metainfo = new RawTorrent
        {
            Before =
            [
                ("announce", Raw.Text("http://ignored.example/announce")),
                ("announce-list", Raw.List(
                    Raw.List(Raw.Text("http://one.example/announce"), Raw.Text("udp://two.example:80")),
                    Raw.List(Raw.Text("https://three.example/announce")))),
                ("comment", Raw.Text("Grüße")),
                ("created by", Raw.Text("maker")),
                ("creation date", Raw.Number(1_700_000_000)),
                ("httpseeds", Raw.List(Raw.Text("http://seed.example/17"))),
            ],
            Behind =
            [
                ("nodes", Raw.List(Raw.List(Raw.Text("127.0.0.1"), Raw.Number(6881)), Raw.List(Raw.Text("::1"), Raw.Number(6882)))),
                ("url-list", Raw.Text("http://seed.example/my files/")),
            ],
        }.Read();

        metainfo.Trackers.ShouldBe([["http://one.example/announce", "udp://two.example:80"], ["https://three.example/announce"]]);
        metainfo.Comment.ShouldBe("Grüße");
        metainfo.CreatedBy.ShouldBe("maker");
        metainfo.CreationDate.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        metainfo.HttpSeeds.ShouldBe(["http://seed.example/17"]);
        metainfo.Nodes.ShouldBe(["127.0.0.1:6881", "[::1]:6882"]);
        metainfo.WebSeeds.ShouldBe(["http://seed.example/my%20files/"]);
        metainfo.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Announce_alone_is_one_tier()
    {
        new RawTorrent { Before = [("announce", Raw.Text("http://a.example/"))] }.Read().Trackers.ShouldBe([["http://a.example/"]]);
    }

    [Fact]
    public void Reads_the_attributes_of_files()
    {
        var metainfo = RawTorrent.OfEntries(
            Raw.Dictionary(("attr", Raw.Text("xh?")), ("length", Raw.Number(10)), ("path", Raw.Path("a"))),
            Raw.Dictionary(("attr", Raw.Text("p")), ("length", Raw.Number(6)), ("path", Raw.Path(".pad", "6"))),
            Raw.Dictionary(("attr", Raw.Text("l")), ("length", Raw.Number(0)), ("path", Raw.Path("l")), ("symlink path", Raw.Path("d", "b"))),
            Raw.Dictionary(("length", Raw.Number(4)), ("path", Raw.Path("d", "b"))),
            Raw.Dictionary(("length", Raw.Number(3)), ("path", Raw.Path("_____padding_file_0_if you see this file, please update_____")))).Read();

        metainfo.Files.ShouldBe(
        [
            new TorrentFile { Path = "a", Length = 10, Offset = 0, IsExecutable = true, IsHidden = true },
            new TorrentFile { Path = ".pad/6", Length = 6, Offset = 10, IsPadding = true },
            new TorrentFile { Path = "l", Length = 0, Offset = 16, SymlinkTarget = "d/b" },
            new TorrentFile { Path = "d/b", Length = 4, Offset = 16 },
            new TorrentFile { Path = ".pad/3", Length = 3, Offset = 20, IsPadding = true },
        ]);
        metainfo.TotalLength.ShouldBe(14);
    }

    [Fact]
    public void Padding_needs_no_path()
    {
        var torrent = RawTorrent.OfEntries(
            Raw.Dictionary(("length", Raw.Number(10)), ("path", Raw.Path("a"))),
            Raw.Dictionary(("attr", Raw.Text("p")), ("length", Raw.Number(6))));

        torrent.Read().Files[1].IsPadding.ShouldBeTrue();
    }

    [Fact]
    public void Prefers_names_that_are_said_to_be_UTF8()
    {
        var file = Raw.Dictionary(("length", Raw.Number(9)), ("path", Raw.List(Raw.Bytes([0xE4]))), ("path.utf-8", Raw.Path("ä")));

        var metainfo = (RawTorrent.OfEntries(file) with { Name = Raw.Bytes([0xFC]) + Raw.Text("name.utf-8") + Raw.Text("ü") }).Read();

        metainfo.Name.ShouldBe("ü");
        metainfo.Files[0].Path.ShouldBe("ä");
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public void What_is_written_is_read_again(TorrentFormat format)
    {
        var metainfo = new MadeContent("trip", false, 16384)
            .Add("a/b", MadeContent.Pattern(20000))
            .Add("c", MadeContent.Pattern(50000))
            .ToMetainfo(format) with
        {
            Trackers = [["http://a.example/", "udp://b.example:1"], ["http://c.example/"]],
            WebSeeds = ["http://d.example/", "http://e.example/"],
            HttpSeeds = ["http://f.example/"],
            Nodes = ["[::1]:6881", "node.example:6882"],
            Comment = "comment",
            CreatedBy = "program",
            CreationDate = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        };

        var bytes = MetainfoWriter.ToBytes(metainfo);
        var read = MetainfoReader.Read(bytes);

        read.InfoHashes.ShouldBe(metainfo.InfoHashes);
        read.Files.ShouldBe(metainfo.Files);
        read.Trackers.ShouldBe(metainfo.Trackers);
        read.WebSeeds.ShouldBe(metainfo.WebSeeds);
        read.HttpSeeds.ShouldBe(metainfo.HttpSeeds);
        read.Nodes.ShouldBe(metainfo.Nodes);
        (read.Comment, read.CreatedBy, read.CreationDate).ShouldBe((metainfo.Comment, metainfo.CreatedBy, metainfo.CreationDate));
        read.PieceLayers.Keys.ShouldBe(metainfo.PieceLayers.Keys, ignoreOrder: true);
        read.Warnings.ShouldBeEmpty();
        MetainfoWriter.ToBytes(read).ShouldBe(bytes);
    }

    [Fact]
    public void Places_v2_files_at_pieces_and_v1_files_one_after_another()
    {
        var content = new MadeContent("trip", false, 16384).Add("a", MadeContent.Pattern(5)).Add("b", []).Add("c", MadeContent.Pattern(16385));

        content.ToMetainfo(TorrentFormat.V1).Files.Select(file => file.Offset).ShouldBe([0, 5, 5]);
        content.ToMetainfo(TorrentFormat.V2).Files.Select(file => file.Offset).ShouldBe([0, 5, 16384]);
        content.ToMetainfo(TorrentFormat.V2).Geometry.Span.ShouldBe(16384 + 16385);
        content.ToMetainfo(TorrentFormat.Hybrid).Files.Where(file => !file.IsPadding).Select(file => file.Offset).ShouldBe([0, 16384, 16384]);
    }

    [Fact]
    public void A_v2_torrent_of_one_file_in_a_folder_keeps_the_folder()
    {
        var folder = new MadeContent("trip", false, 16384).Add("a", [1]).ToMetainfo(TorrentFormat.V2);
        var file = new MadeContent("a", true, 16384).Add("a", [1]).ToMetainfo(TorrentFormat.V2);

        folder.IsSingleFile.ShouldBeFalse();
        folder.Name.ShouldBe("trip");
        file.IsSingleFile.ShouldBeTrue();
    }

    [Fact]
    public void A_magnet_link_s_info_dictionary_needs_no_piece_layers_yet()
    {
        var info = new MadeContent("a", true, 16384).Add("a", MadeContent.Pattern(40000)).ToMetainfo(TorrentFormat.V2).InfoBytes;

        MetainfoReader.FromInfo(info).PieceLayers.ShouldBeEmpty();
        Should.Throw<MetainfoException>(() => MetainfoReader.FromInfo(info, new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>()));
    }

    [Fact]
    public void Says_at_which_byte_of_the_torrent_the_info_dictionary_is_wrong()
    {
        var torrent = new RawTorrent { PieceLength = "i016384e" };
        var offset = System.Text.Encoding.Latin1.GetString(torrent.ToBytes()).IndexOf("016384", StringComparison.Ordinal);

        torrent.Refusal().ShouldContain($"at byte {offset} ");
    }
}
