using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class CreateTests : IDisposable
{
    private readonly TestApp _app = new() { Time = new ManualTimeProvider() };

    public CreateTests()
    {
        Folder.Write("trip/b.txt", "hello");
        Folder.Write("trip/a/c.txt", "world");
        Folder.Write("one.txt", "hello");
    }

    private TemporaryDirectory Folder => _app.Folder;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Writes_a_torrent_named_after_its_content_and_prints_what_it_made()
    {
        var run = await _app.RunAsync("create", "trip", "-t", "http://a/announce");

        run.Code.ShouldBe(ExitCode.Done);
        run.Output.Replace(Folder.Path, "DIR", StringComparison.Ordinal).ShouldBeApprovedAs("create-text");
        run.Error.ShouldBe("");
        Read("trip.torrent").Files.Select(file => file.Path).ShouldBe(["a/c.txt", "b.txt"]);
    }

    [Fact]
    public async Task Prints_JSON()
    {
        var run = await _app.RunAsync("create", "trip", "--json", "--quiet");

        run.Output.Replace(Folder.Path, "DIR", StringComparison.Ordinal).ShouldBeApprovedAs("create-json");
    }

    [Fact]
    public async Task Several_paths_become_a_torrent_each_in_a_folder()
    {
        var run = await _app.RunAsync("create", "trip", "one.txt", "-o", "out/", "--json");

        run.Code.ShouldBe(ExitCode.Done);
        run.Json.EnumerateArray().Select(made => made.GetProperty("torrent").GetString()).ShouldBe([Folder["out/trip.torrent"], Folder["out/one.txt.torrent"]]);
    }

    [Fact]
    public async Task One_that_cannot_be_made_does_not_keep_the_others_from_being_made()
    {
        var run = await _app.RunAsync("create", "none", "one.txt", "--json");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.Json[0].GetProperty("kind").GetString().ShouldBe("path-missing");
        File.Exists(Folder["one.txt.torrent"]).ShouldBeTrue();
    }

    [Fact]
    public async Task Does_not_replace_a_torrent_unless_forced_and_does_not_even_hash()
    {
        Folder.Write("trip.torrent", "mine");

        var run = await _app.RunAsync("create", "trip", "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe("output-exists");
        run.Error.ShouldContain("Pass `--force`");
        File.ReadAllText(Folder["trip.torrent"]).ShouldBe("mine");
        (await _app.RunAsync("create", "trip", "--force")).Code.ShouldBe(ExitCode.Done);
        Read("trip.torrent").Name.ShouldBe("trip");
    }

    [Fact]
    public async Task Writes_to_standard_output()
    {
        var run = await _app.RunAsync("create", "trip", "-o", "-");

        MetainfoReader.Read(run.Bytes).Name.ShouldBe("trip");
        run.Output.ShouldBe("");
        run.Error.ShouldContain("made the torrent of trip");
        Directory.EnumerateFiles(Folder.Path, "*.torrent").ShouldBeEmpty();
    }

    [Fact]
    public async Task Prints_only_the_link_when_asked()
    {
        var run = await _app.RunAsync("create", "one.txt", "--magnet", "--quiet");

        run.Output.ShouldBe(MagnetLink.Of(Read("one.txt.torrent")) + "\n");
        run.Error.ShouldBe("");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_made_and_writes_nothing()
    {
        var text = await _app.RunAsync("create", "trip", "--dry-run");
        var json = await _app.RunAsync("create", "trip", "--dry-run", "--json");

        text.Output.Replace(Folder.Path, "DIR", StringComparison.Ordinal).ShouldBeApprovedAs("create-plan-text");
        json.Output.Replace(Folder.Path, "DIR", StringComparison.Ordinal).ShouldBeApprovedAs("create-plan-json");
        File.Exists(Folder["trip.torrent"]).ShouldBeFalse();
    }

    [Fact]
    public async Task Every_option_reaches_the_torrent()
    {
        Folder.Write("trip/.hidden", "x");
        Folder.Write("trip/skip.tmp", "x");
        Folder.Write("trip/c.md", "x");

        await _app.RunAsync(
            "create", "trip", "-o", "t.torrent", "-t", "http://a/announce,http://b/announce", "--announce", "udp://c:1/announce", "-w", "http://w/",
            "--node", "192.0.2.1:6881", "-n", "Our trip", "-c", "free text", "-p", "-s", "SRC", "-l", "64KiB", "-e", "*.tmp", "-e", "b.txt",
            "--include", "*.txt", "--include", ".hidden", "--include", "*.tmp", "--hidden", "--no-date", "--no-created-by", "--threads", "1");

        var made = Read("t.torrent");
        made.Trackers.Select(tier => string.Join(',', tier)).ShouldBe(["http://a/announce,http://b/announce", "udp://c:1/announce"]);
        made.WebSeeds.ShouldBe(["http://w/"]);
        made.Nodes.ShouldBe(["192.0.2.1:6881"]);
        (made.Name, made.Comment, made.IsPrivate, made.Source, made.Geometry.PieceLength, made.CreationDate, made.CreatedBy)
            .ShouldBe(("Our trip", "free text", true, "SRC", 65536, null, null));
        made.Files.Select(file => file.Path).ShouldBe([".hidden", "a/c.txt"]);
    }

    [Theory]
    [InlineData("hybrid", "aria2 1.36 computes a wrong info-hash for hybrid torrents, and Transmission 3.00 refuses them")]
    [InlineData("v2", "aria2 and Transmission cannot take v2 torrents")]
    public async Task Says_who_cannot_take_a_format(string format, string remark)
    {
        var run = await _app.RunAsync("create", "trip", "--format", format, "-t", "http://a/announce", "--json");

        run.Error.ShouldStartWith("warning: " + remark);
        run.Json.GetProperty("format").GetString().ShouldBe(format);
        run.Json.GetProperty("info_hash").GetString().ShouldBe(Read("trip.torrent").InfoHashes.V1?.ToString());
        run.Json.GetProperty("info_hash_v2").GetString().ShouldBe(Read("trip.torrent").InfoHashes.V2?.ToString());
        (await _app.RunAsync("show", "trip.torrent")).Output.ShouldContain(remark);
    }

    [Theory]
    [InlineData("it names no tracker: friends find you through the DHT")]
    [InlineData("a private torrent without a tracker: nobody finds anybody", "--private")]
    public async Task Says_how_friends_find_it_where_there_is_no_tracker(string remark, params string[] options) =>
        (await _app.RunAsync(["create", "trip", .. options])).Error.ShouldStartWith("warning: " + remark);

    [Fact]
    public async Task What_cannot_be_written_is_a_storage_failure_and_leaves_nothing()
    {
        // A folder stands where the torrent should go, so that renaming it into place fails at the end.
        Directory.CreateDirectory(Folder["out/one.txt.torrent/x"]);

        var run = await _app.RunAsync("create", "one.txt", "--force", "-o", "out/", "--json");

        run.Code.ShouldBe(ExitCode.Storage);
        run.ErrorKind.ShouldBe("output-unwritable");
        Directory.EnumerateFileSystemEntries(Folder["out"]).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_signal_ends_it_with_nothing_left_behind()
    {
        _app.Signal();

        var run = await _app.RunAsync("create", "trip", "--json");

        run.Code.ShouldBe(ExitCode.Interrupted);
        run.ErrorKind.ShouldBe("interrupted");
        Directory.EnumerateFileSystemEntries(Folder.Path).Order().ShouldBe([Folder["one.txt"], Folder["trip"]]);
    }

    [Theory]
    [InlineData("path-missing", "nowhere")]
    [InlineData("cannot-create", "trip", "--include", "*.none")]
    public async Task Says_why_nothing_can_be_made(string kind, params string[] arguments)
    {
        var run = await _app.RunAsync(["create", .. arguments, "--json"]);

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe(kind);
    }

    [Fact]
    public async Task The_same_content_and_options_give_the_same_info_hash()
    {
        await _app.RunAsync("create", "trip", "-o", "1.torrent");
        await _app.RunAsync("create", "trip/", "-o", "2.torrent", "-c", "other");

        Read("1.torrent").InfoHashes.ShouldBe(Read("2.torrent").InfoHashes);
    }

    private TorrentMetainfo Read(string path) => MetainfoReader.Read(File.ReadAllBytes(Folder[path]));
}
