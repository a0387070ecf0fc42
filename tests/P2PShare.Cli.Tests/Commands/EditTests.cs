using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class EditTests : IDisposable
{
    private readonly TestApp _app = new();

    public EditTests() => _app.Folder.Write(
        "a.torrent",
        Some.Torrent(outside: "8:announce17:http://a/announce13:announce-listll17:http://a/announce17:http://b/announceel17:http://c/announceee7:comment2:hi10:created by2:me13:creation datei1700000000e"));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("http://a/announce,http://b/announce|http://c/announce|http://d/announce", "--add-tracker", "http://d/announce")]
    [InlineData("http://b/announce|http://c/announce", "--remove-tracker", "http://a/announce")]
    [InlineData("http://a/announce,http://b/announce", "--remove-tracker", "http://c/announce")]
    [InlineData("http://d/announce,http://e/announce|udp://f:1", "-t", "http://d/announce,http://e/announce", "-t", "udp://f:1")]
    [InlineData("", "--no-trackers")]
    [InlineData("http://d/announce", "--no-trackers", "--add-tracker", "http://d/announce")]
    public async Task Changes_trackers_and_keeps_the_info_hash(string tiers, params string[] options)
    {
        var run = await _app.RunAsync(["edit", "a.torrent", .. options]);

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        var shown = (await _app.RunAsync("show", "a.torrent", "--json")).Json;
        string.Join('|', shown.GetProperty("trackers").EnumerateArray().Select(tier => string.Join(',', tier.EnumerateArray().Select(url => url.GetString()))))
            .ShouldBe(tiers);
        shown.GetProperty("info_hash").GetString().ShouldBe(Some.Metainfo().InfoHashes.Key);
        shown.GetProperty("comment").GetString().ShouldBe("hi");
    }

    [Fact]
    public async Task Prints_JSON()
    {
        _app.Time = new P2PShare.Testing.ManualTimeProvider();

        var run = await _app.RunAsync("edit", "a.torrent", "--no-date", "--json");

        run.Output.Replace(_app.Folder.Path, "DIR", StringComparison.Ordinal).ShouldBeApprovedAs("edit-json");
    }

    [Fact]
    public async Task Changes_web_seeds_nodes_texts_and_date()
    {
        await _app.RunAsync(
            "edit", "a.torrent", "-w", "http://w/", "--node", "192.0.2.1:6881", "-c", "new", "--created-by", "you", "--date", "2025-06-01T12:00:00Z");

        var shown = (await _app.RunAsync("show", "a.torrent", "--json")).Json;
        shown.GetProperty("web_seeds")[0].GetString().ShouldBe("http://w/");
        shown.GetProperty("nodes")[0].GetString().ShouldBe("192.0.2.1:6881");
        shown.GetProperty("comment").GetString().ShouldBe("new");
        shown.GetProperty("created_by").GetString().ShouldBe("you");
        shown.GetProperty("creation_date").GetString().ShouldBe("2025-06-01T12:00:00Z");
    }

    [Fact]
    public async Task Removes_texts_and_date()
    {
        await _app.RunAsync("edit", "a.torrent", "-c", "", "--created-by=", "--no-date");

        var shown = (await _app.RunAsync("show", "a.torrent", "--json")).Json;
        shown.GetProperty("comment").GetString().ShouldBeNull();
        shown.GetProperty("created_by").GetString().ShouldBeNull();
        shown.GetProperty("creation_date").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task Writes_elsewhere_and_leaves_the_old_one()
    {
        var before = File.ReadAllBytes(_app.Folder["a.torrent"]);

        var run = await _app.RunAsync("edit", "a.torrent", "-c", "new", "-o", "b.torrent", "--json");

        run.Json.GetProperty("torrent").GetString().ShouldBe(_app.Folder["b.torrent"]);
        File.ReadAllBytes(_app.Folder["a.torrent"]).ShouldBe(before);
        (await _app.RunAsync("show", "b.torrent", "--json")).Json.GetProperty("comment").GetString().ShouldBe("new");
    }

    [Fact]
    public async Task Does_not_replace_another_file_unless_forced()
    {
        _app.Folder.Write("b.torrent", "mine");

        var run = await _app.RunAsync("edit", "a.torrent", "-c", "new", "-o", "b.torrent", "--json");

        run.ErrorKind.ShouldBe("output-exists");
        File.ReadAllText(_app.Folder["b.torrent"]).ShouldBe("mine");
        (await _app.RunAsync("edit", "a.torrent", "-c", "new", "-o", "b.torrent", "--force")).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task What_comes_from_standard_input_goes_to_standard_output()
    {
        _app.Input = Some.Torrent();

        var run = await _app.RunAsync("edit", "-", "-c", "new");

        run.Output.ShouldBe("");
        Protocol.Metainfo.MetainfoReader.Read(run.Bytes).Comment.ShouldBe("new");
    }

    [Theory]
    [InlineData("nothing to change was named")]
    [InlineData("`soon` is no time", "--date", "soon")]
    [InlineData("`gopher://a` is no tracker", "--add-tracker", "gopher://a")]
    public async Task Refuses_what_makes_no_sense(string message, params string[] options)
    {
        var run = await _app.RunAsync(["edit", "a.torrent", .. options]);

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith("error: " + message);
    }
}
