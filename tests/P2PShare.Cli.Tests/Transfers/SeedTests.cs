using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Transfers;

public sealed class SeedTests : IDisposable
{
    private readonly TestApp _app = new();

    public SeedTests()
    {
        _app.Folder.Write("torrents/trip.torrent", Some.Folder("trip", ("a.txt", 1), ("b.txt", 2)));
        _app.Folder.Write("torrents/a.torrent", Some.Torrent("a.txt"));
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("share/trip/a.txt", "share", "share")]
    [InlineData("share/trip/a.txt", "share/trip", "share")]
    [InlineData("share/trip/a.txt", "share/trip/", "share")]
    [InlineData("share/trip/trip/a.txt", "share/trip", "share/trip")]
    [InlineData("share/other/a.txt", "share/other", "share/other")]
    public async Task Content_is_found_in_the_folder_that_holds_it_or_by_its_own_name(string file, string data, string expected)
    {
        _app.Folder.Write(file, "x");

        var torrent = await AddedAsync("seed", "torrents/trip.torrent", "--data", data);

        torrent.Options.ContentDirectory.ShouldBe(_app.Folder[expected]);
        (torrent.Options.SeedOnly, torrent.Options.RequireComplete).ShouldBe((true, true));
    }

    [Theory]
    [InlineData("share/a.txt", "share", "share")]
    [InlineData("share/a.txt", "share/a.txt", "share")]
    [InlineData("share/a.txt/x", "share/a.txt", "share/a.txt")]
    public async Task A_single_file_is_found_too(string file, string data, string expected)
    {
        _app.Folder.Write(file, "x");

        (await AddedAsync("seed", "torrents/a.torrent", "--data", data)).Options.ContentDirectory.ShouldBe(_app.Folder[expected]);
    }

    [Theory]
    [InlineData("a.txt", "")]
    [InlineData("torrents/a.txt", "torrents")]
    [InlineData("elsewhere/a.txt", "")]
    public async Task Content_is_looked_for_here_and_then_beside_the_torrent(string file, string expected)
    {
        _app.Folder.Write(file, "x");

        Path.TrimEndingDirectorySeparator((await AddedAsync("seed", "torrents/a.torrent")).Options.ContentDirectory)
            .ShouldBe(Path.TrimEndingDirectorySeparator(_app.Folder[expected]));
    }

    [Fact]
    public async Task A_plain_path_is_hashed_and_shared_and_its_link_printed_at_once()
    {
        _app.Folder.Write("holiday/a.txt", "hello");

        var torrent = await AddedAsync("seed", "holiday", "-t", "http://t/announce");

        torrent.Metainfo.Name.ShouldBe("holiday");
        torrent.Metainfo.Trackers.ShouldHaveSingleItem().ShouldBe(["http://t/announce"]);
        torrent.Options.Trackers.ShouldBeNull();
        torrent.Options.ContentDirectory.ShouldBe(_app.Folder.Path);
        _app.Output.ToString().ShouldStartWith(MagnetLink.Of(torrent.Metainfo) + "\n");
        Directory.EnumerateFiles(_app.Folder.Path, "*.torrent").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plain_file_is_shared_and_not_taken_for_a_torrent()
    {
        _app.Folder.Write("film.mkv", "hello");

        (await AddedAsync("seed", "film.mkv")).Metainfo.Name.ShouldBe("film.mkv");
    }

    [Fact]
    public async Task With_data_named_a_file_is_a_torrent_whatever_it_is_called()
    {
        _app.Folder.Write("share/a.txt", "hello");
        _app.Folder.Write("download-1", Some.Torrent("a.txt"));

        (await AddedAsync("seed", "download-1", "--data", "share")).Metainfo.Name.ShouldBe("a.txt");
    }

    [Fact]
    public async Task A_part_may_be_shared_when_asked() =>
        (await AddedAsync("seed", "torrents/a.torrent", "--partial")).Options.RequireComplete.ShouldBeFalse();

    [Theory]
    [InlineData("path-missing", "seed", "torrents/a.torrent", "--data", "nowhere")]
    [InlineData("torrent-missing", "seed", "nowhere")]
    public async Task Says_what_is_not_there(string kind, params string[] arguments)
    {
        var run = await _app.RunAsync([.. arguments, "--json"]);

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe(kind);
    }

    [Fact]
    public async Task Content_that_is_not_all_there_is_said_with_ways_out()
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Incomplete) };

        var run = await _app.RunAsync("seed", "torrents/a.torrent");

        run.Code.ShouldBe(ExitCode.Mismatch);
        run.Error.ShouldContain($"error: content of `a.txt` is not all there in `{_app.Folder.Path}`: 0B of 5B match");
        run.Error.ShouldContain("hint: `--data` says where it is, `--partial` shares what is there");
    }

    private async Task<FakeTorrent> AddedAsync(params string[] arguments)
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };
        var run = await _app.RunAsync(arguments);
        run.Code.ShouldBe(ExitCode.Done, run.Error);
        return _app.Engine.Torrents.ShouldHaveSingleItem();
    }
}
