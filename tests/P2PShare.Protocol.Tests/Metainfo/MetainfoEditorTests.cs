using System.Text;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class MetainfoEditorTests
{
    private static readonly RawTorrent Torrent = new()
    {
        Before =
        [
            ("announce", Raw.Text("http://old.example/")),
            ("announce-list", Raw.List(Raw.List(Raw.Text("http://old.example/")), Raw.List(Raw.Text("http://older.example/")))),
            ("comment", Raw.Text("old")),
            ("comment.utf-8", Raw.Text("old")),
            ("created by", Raw.Text("maker")),
            ("creation date", Raw.Number(1)),
        ],
        Behind = [("url-list", Raw.Text("http://seed.example/")), ("x-ours", Raw.Dictionary(("k", "i007e")))],
    };

    [Fact]
    public void Changing_nothing_changes_nothing()
    {
        MetainfoEditor.Apply(Torrent.ToBytes(), new MetainfoEdit()).ShouldBe(Torrent.ToBytes());
    }

    [Fact]
    public void Changes_what_is_asked_and_nothing_else()
    {
        var edited = MetainfoEditor.Apply(Torrent.ToBytes(), new MetainfoEdit { Trackers = [["udp://new.example:1"]], Comment = "new" });

        var metainfo = MetainfoReader.Read(edited);
        metainfo.InfoBytes.ToArray().ShouldBe(Raw.ToBytes(Torrent.Info));
        metainfo.Trackers.ShouldBe([["udp://new.example:1"]]);
        metainfo.Comment.ShouldBe("new");
        metainfo.CreatedBy.ShouldBe("maker");
        metainfo.WebSeeds.ShouldBe(["http://seed.example/"]);
        var text = Encoding.Latin1.GetString(edited);
        text.ShouldNotContain("old");
        text.ShouldContain("6:x-oursd1:ki007eee");
    }

    [Fact]
    public void Changes_everything_that_can_be_changed()
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
        var edit = new MetainfoEdit
        {
            Trackers = [["http://a.example/"], ["http://b.example/"]],
            WebSeeds = ["http://c.example/"],
            HttpSeeds = ["http://d.example/"],
            Nodes = ["e.example:1"],
            Comment = "f",
            CreatedBy = "g",
            CreationDate = date,
        };

        var metainfo = MetainfoReader.Read(MetainfoEditor.Apply(Torrent.ToBytes(), edit));

        metainfo.Trackers.ShouldBe(edit.Trackers);
        metainfo.WebSeeds.ShouldBe(edit.WebSeeds);
        metainfo.HttpSeeds.ShouldBe(edit.HttpSeeds);
        metainfo.Nodes.ShouldBe(edit.Nodes);
        (metainfo.Comment, metainfo.CreatedBy, metainfo.CreationDate).ShouldBe(("f", "g", date));
    }

    [Fact]
    public void Removes_what_is_set_to_nothing()
    {
        var edit = new MetainfoEdit { Trackers = [], WebSeeds = [], Comment = "", CreatedBy = "", RemovesCreationDate = true };

        var edited = MetainfoEditor.Apply(Torrent.ToBytes(), edit);

        edited.ShouldBe(Raw.ToBytes(Raw.Dictionary(("info", Torrent.Info), ("x-ours", Raw.Dictionary(("k", "i007e"))))));
    }

    [Fact]
    public void Puts_the_outermost_keys_in_order()
    {
        var torrent = Torrent with { Before = [("url-list", Raw.Text("http://seed.example/"))], Behind = [("announce", Raw.Text("http://a.example/"))] };

        var edited = MetainfoEditor.Apply(torrent.ToBytes(), new MetainfoEdit());

        edited.ShouldBe((torrent with { Before = torrent.Behind, Behind = torrent.Before }).ToBytes());
    }

    [Fact]
    public void Keeps_piece_layers_as_they_are()
    {
        var torrent = new MadeContent("a", true, 16384).Add("a", MadeContent.Pattern(50000)).ToTorrent(TorrentFormat.Hybrid);

        var metainfo = MetainfoReader.Read(MetainfoEditor.Apply(torrent, new MetainfoEdit { Comment = "new" }));

        metainfo.PieceLayers.ShouldHaveSingleItem();
        metainfo.InfoHashes.ShouldBe(MetainfoReader.Read(torrent).InfoHashes);
    }

    [Fact]
    public void Refuses_to_write_what_no_one_could_read()
    {
        Should.Throw<MetainfoException>(() => MetainfoEditor.Apply("d4:infode"u8.ToArray(), new MetainfoEdit()));
        Should.Throw<MetainfoException>(() => MetainfoEditor.Apply(Torrent.ToBytes(), new MetainfoEdit { Trackers = [["ftp://a.example/"]] }))
            .Message.ShouldContain("ftp://a.example/");
        Should.Throw<MetainfoException>(() => MetainfoEditor.Apply(Torrent.ToBytes(), new MetainfoEdit { WebSeeds = ["a b"] }));
        Should.Throw<MetainfoException>(() => MetainfoEditor.Apply(Torrent.ToBytes(), new MetainfoEdit { Nodes = ["host"] }));
    }
}
