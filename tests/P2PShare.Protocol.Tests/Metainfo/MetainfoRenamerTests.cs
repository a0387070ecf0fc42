using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class MetainfoRenamerTests
{
    private readonly TorrentMetainfo _trip = RawTorrent.Of(["day 1", "a=b.jpg"], ["day 1", "c.jpg"], ["day 10", "d.jpg"], ["notes.txt"]).Read();

    [Theory]
    [InlineData("trip=Norway", "Norway|day 1/a=b.jpg|day 1/c.jpg|day 10/d.jpg|notes.txt")]
    [InlineData("day 1=first", "trip|first/a=b.jpg|first/c.jpg|day 10/d.jpg|notes.txt")]
    [InlineData("day 1/=first/", "trip|first/a=b.jpg|first/c.jpg|day 10/d.jpg|notes.txt")]
    [InlineData("day 1/a=b.jpg=x.jpg", "trip|x.jpg|day 1/c.jpg|day 10/d.jpg|notes.txt")]
    [InlineData("notes.txt=day 1/notes=1.txt", "trip|day 1/a=b.jpg|day 1/c.jpg|day 10/d.jpg|day 1/notes=1.txt")]
    [InlineData("day 1=first|day 1/c.jpg=second/c.jpg|trip=t", "t|first/a=b.jpg|second/c.jpg|day 10/d.jpg|notes.txt")]
    public void Names_are_given_to_the_torrent_to_folders_and_to_files(string renamings, string expected)
    {
        var renamed = MetainfoRenamer.Rename(_trip, renamings.Split('|'));

        string.Join('|', (string[])[renamed.Name, .. renamed.Files.Select(file => file.Path)]).ShouldBe(expected);
        renamed.InfoBytes.ShouldBe(_trip.InfoBytes);
        renamed.InfoHashes.ShouldBe(_trip.InfoHashes);
    }

    [Fact]
    public void What_the_torrent_calls_them_is_kept_for_web_seeds()
    {
        var renamed = MetainfoRenamer.Rename(_trip, ["trip=Norway", "notes.txt=n.txt"]);

        renamed.OriginalName.ShouldBe("trip");
        renamed.Files.Select(file => file.OriginalPath).ShouldBe([null, null, null, "notes.txt"]);
    }

    [Theory]
    [InlineData("nothing=x")]
    [InlineData("day=x")]
    [InlineData("notes.txt")]
    [InlineData("notes.txt=")]
    [InlineData("trip=")]
    [InlineData("trip=..")]
    [InlineData("trip=a/b")]
    [InlineData("trip=../b")]
    [InlineData("trip=aux")]
    [InlineData("trip=a:b")]
    [InlineData("trip=x ")]
    [InlineData("notes.txt=../../etc/passwd")]
    [InlineData("notes.txt=/etc/passwd")]
    [InlineData("notes.txt=a//b")]
    [InlineData("notes.txt=a\\b")]
    [InlineData("notes.txt=nul.txt")]
    [InlineData("notes.txt=\u202egpj.exe")]
    [InlineData("notes.txt=day 1/c.jpg")]
    [InlineData("notes.txt=DAY 1/C.JPG")]
    [InlineData("notes.txt=day 1")]
    [InlineData("notes.txt=day 1/c.jpg/x")]
    [InlineData("day 1=day 10|day 10/a=b.jpg=day 10/d.jpg|notes.txt=day 10/c.jpg")]
    public void What_is_not_there_not_safe_or_taken_is_refused(string renamings) =>
        Should.Throw<MetainfoException>(() => MetainfoRenamer.Rename(_trip, renamings.Split('|')));

    [Fact]
    public void A_single_file_has_one_name()
    {
        var renamed = MetainfoRenamer.Rename(new RawTorrent().Read(), ["trip=film.mkv"]);

        (renamed.Name, renamed.Files[0].Path).ShouldBe(("film.mkv", "film.mkv"));
    }
}
