using System.Text;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class SafePathsTests
{
    [Theory]
    [InlineData("a/b/c.txt")]
    [InlineData("Grüße aus Köln/été.jpg")]
    [InlineData("写真/猫.png")]
    [InlineData(".hidden/..two dots")]
    [InlineData("com10/console.txt/auxiliary")]
    [InlineData(" leading space")]
    [InlineData("emoji 🎉/x")]
    public void Leaves_a_good_path_alone(string path)
    {
        var torrent = RawTorrent.Of(path.Split('/')).Read();

        torrent.Files[0].Path.ShouldBe(path);
        torrent.Files[0].OriginalPath.ShouldBeNull();
        torrent.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("..|..|etc|passwd", "etc/passwd")]
    [InlineData("a|..|..|b", "a/b")]
    [InlineData("../../etc/passwd", "etc/passwd")]
    [InlineData("..\\..\\windows\\system32", "windows/system32")]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("C:\\autoexec.bat", "C_/autoexec.bat")]
    [InlineData("\\\\server\\share", "server/share")]
    [InlineData("|.||a", "a")]
    [InlineData("..", "_")]
    [InlineData("\u200b..|a", "a")]
    [InlineData(".\u202e.|a", "a")]
    public void Nothing_leads_out_of_the_folder(string components, string expected) => Of(components.Split('|')).ShouldBe(expected);

    [Theory]
    [InlineData("CON", "_CON")]
    [InlineData("nul.tar.gz", "_nul.tar.gz")]
    [InlineData("Com1.txt", "_Com1.txt")]
    [InlineData("LPT¹", "_LPT¹")]
    [InlineData("com³.log", "_com³.log")]
    [InlineData("aux .c", "_aux .c")]
    [InlineData("conin$", "_conin$")]
    [InlineData("clock$", "_clock$")]
    [InlineData("file.", "file_")]
    [InlineData("file. .", "file___")]
    [InlineData("file ", "file_")]
    [InlineData("...", "___")]
    [InlineData("file:stream", "file_stream")]
    [InlineData("a<b>c\"d|e?f*g", "a_b_c_d_e_f_g")]
    public void Names_that_Windows_reserves_or_cuts_are_changed_everywhere(string name, string expected) => Of(name).ShouldBe(expected);

    [Theory]
    [InlineData("a\u001b[2Jb", "a_[2Jb")]
    [InlineData("a\0b", "a_b")]
    [InlineData("a\r\nb", "a__b")]
    [InlineData("a\u0085b", "a_b")]
    [InlineData("a\u2028b", "a_b")]
    [InlineData("photo\u202egnp.exe", "photognp.exe")]
    [InlineData("a\u200db\ufeff", "ab")]
    public void Nothing_that_moves_a_terminal_or_hides_stays_in_a_name(string name, string expected) => Of(name).ShouldBe(expected);

    [Fact]
    public void A_name_is_cut_at_255_bytes_and_keeps_its_extension()
    {
        var longest = new string('a', 255);
        Of(longest).ShouldBe(longest);

        var cut = Of(new string('ä', 200) + ".jpeg");

        Encoding.UTF8.GetByteCount(cut).ShouldBeInRange(250, 255);
        cut.ShouldStartWith("ääää");
        cut.ShouldEndWith(".jpeg");
        cut.ShouldNotContain("\uFFFD");
    }

    [Fact]
    public void Two_long_names_that_differ_at_their_end_stay_two_and_always_the_same_two()
    {
        var names = new[] { new string('a', 300) + "1.txt", new string('a', 300) + "2.txt" };

        var torrent = RawTorrent.Of([.. names.Select(name => new[] { name })]).Read();

        torrent.Files[0].Path.ShouldNotBe(torrent.Files[1].Path);
        torrent.Files[1].Path.ShouldBe(Of(names[1]));
    }

    [Fact]
    public void A_taken_name_gets_a_number_before_its_extension()
    {
        Read(["a.txt"], ["a.txt"], ["A.TXT"], ["a.1.txt"]).ShouldBe(["a.txt", "a.1.txt", "A.2.TXT", "a.1.1.txt"]);
    }

    [Fact]
    public void A_number_fits_into_the_length_of_a_name()
    {
        var name = new string('a', 251) + ".txt";

        Read([name], [name]).ShouldAllBe(path => path.Length == 255);
    }

    [Theory]
    [InlineData("é", "e\u0301")]
    [InlineData("ế.txt", "e\u0302\u0301.txt")]
    [InlineData("한글", "\u1112\u1161\u11ab\u1100\u1173\u11af")]
    [InlineData("が", "か\u3099")]
    [InlineData("a\u0323\u0307", "a\u0307\u0323")]
    [InlineData("ÉCOLE", "e\u0301cole")]
    [InlineData("straße", "STRAßE")]
    public void Names_that_differ_only_in_case_or_composition_are_one_name(string first, string second)
    {
        var paths = Read([first], [second]);

        paths[0].ShouldBe(first);
        paths[1].ShouldNotBe(second);
        paths[1].ShouldContain(".1");
    }

    [Fact]
    public void A_folder_gives_way_to_a_file_of_its_name_with_all_that_is_in_it()
    {
        Read(["a"], ["A", "x"], ["a", "y"], ["b", "z"]).ShouldBe(["a", "A.1/x", "A.1/y", "b/z"]);
    }

    [Fact]
    public void A_file_gives_way_to_a_folder_of_its_name()
    {
        Read(["a", "x"], ["a"]).ShouldBe(["a/x", "a.1"]);
    }

    [Fact]
    public void Files_of_folders_that_differ_only_in_case_do_not_overwrite_each_other()
    {
        Read(["a", "x"], ["A", "X"], ["A", "y"]).ShouldBe(["a/x", "a/X.1", "a/y"]);
    }

    [Fact]
    public void The_spelling_of_the_torrent_is_kept_beside_for_those_who_have_the_files_already()
    {
        var torrent = RawTorrent.Of(["src", "aux.c"], ["2024-01-01 10:00.jpg"], ["x.h"], ["X.h"], ["..", "up"], ["a/b"], ["é", "\u0001"]).Read();

        torrent.Files.Select(file => file.OriginalPath)
            .ShouldBe(["src/aux.c", "2024-01-01 10:00.jpg", null, "X.h", null, null, "é/\u0001"]);
    }

    [Fact]
    public void Invalid_UTF8_has_no_spelling_to_keep()
    {
        var torrent = RawTorrent.OfPaths(Raw.List(Raw.Bytes([0x61, 0xE4]))).Read();

        torrent.Files[0].Path.ShouldBe("a\uFFFD");
        torrent.Files[0].OriginalPath.ShouldBeNull();
    }

    [Theory]
    [InlineData("../../etc", "etc")]
    [InlineData("..", null)]
    [InlineData("", null)]
    [InlineData("a/b", "a_b")]
    [InlineData("CON", "_CON")]
    public void The_torrents_own_name_is_one_safe_component(string name, string? expected)
    {
        var torrent = (new RawTorrent() with { Name = Raw.Text(name) }).Read();

        torrent.Name.ShouldBe(expected ?? torrent.InfoHashes.Key);
        torrent.Files[0].Path.ShouldBe(torrent.Name);
        torrent.InfoHashes.V1.ShouldBe(Sha1Hash.Of(torrent.InfoBytes.Span));
    }

    [Theory]
    [InlineData("..|..|etc|passwd", "etc/passwd")]
    [InlineData("/etc/passwd", "etc/passwd")]
    [InlineData("d|aux.c", "d/_aux.c")]
    [InlineData("..|..", null)]
    public void A_symlink_stays_inside(string target, string? expected)
    {
        var link = Raw.Dictionary(("attr", Raw.Text("l")), ("length", Raw.Number(0)), ("path", Raw.Path("l")), ("symlink path", Raw.Path(target.Split('|'))));
        var file = Raw.Dictionary(("length", Raw.Number(1)), ("path", Raw.Path("f")));

        RawTorrent.OfEntries(link, file).Read().Files[0].SymlinkTarget.ShouldBe(expected);
    }

    [Fact]
    public void No_file_lies_behind_a_symlink()
    {
        var link = Raw.Dictionary(("attr", Raw.Text("l")), ("length", Raw.Number(0)), ("path", Raw.Path("d")), ("symlink path", Raw.Path("e")));
        var file = Raw.Dictionary(("length", Raw.Number(1)), ("path", Raw.Path("D", "f")));

        RawTorrent.OfEntries(link, file).Read().Files.Select(found => found.Path).ShouldBe(["d", "D.1/f"]);
    }

    [Fact]
    public void Bytes_of_a_symlink_are_not_believed()
    {
        var link = Raw.Dictionary(("attr", Raw.Text("l")), ("length", Raw.Number(1 << 20)), ("path", Raw.Path("l")), ("symlink path", Raw.Path("f")));
        var file = Raw.Dictionary(("length", Raw.Number(1)), ("path", Raw.Path("f")));

        var torrent = RawTorrent.OfEntries(link, file).Read();

        torrent.Files[0].Length.ShouldBe(0);
        torrent.Files[1].Offset.ShouldBe(0);
    }

    private static string Of(params string[] components) => RawTorrent.Of(components).Read().Files[0].Path;

    private static List<string> Read(params string[][] paths) => [.. RawTorrent.Of(paths).Read().Files.Select(file => file.Path)];
}
