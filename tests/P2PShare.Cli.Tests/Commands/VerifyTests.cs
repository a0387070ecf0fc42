using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class VerifyTests : IDisposable
{
    private readonly TestApp _app = new();

    public VerifyTests()
    {
        foreach (var name in (string[])["a.bin", "b.bin", "c.bin", "d.bin", "e.bin"])
        {
            _app.Folder.WriteRandom($"trip/{name}", 40_000, name[0]);
        }
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public async Task Content_that_is_all_there_is_ok(string format)
    {
        await _app.RunAsync("create", "trip", "--format", format, "-l", "16KiB");

        var run = await _app.RunAsync("verify", "trip.torrent", "--json");

        run.Code.ShouldBe(ExitCode.Done);
        run.Json.GetProperty("ok").GetBoolean().ShouldBeTrue();
        run.Json.GetProperty("valid_length").GetInt64().ShouldBe(200_000);
    }

    [Fact]
    public async Task Tells_file_by_file_what_is_wrong()
    {
        await _app.RunAsync("create", "trip", "-l", "16KiB", "--format", "v2");
        Spoil();

        var run = await _app.RunAsync("verify", "trip.torrent", ".", "--json");

        run.Code.ShouldBe(ExitCode.Mismatch);
        run.Output.ShouldBeApprovedAs("verify-json");
        var text = await _app.RunAsync("verify", "trip.torrent");
        text.Code.ShouldBe(ExitCode.Mismatch);
        text.Output.ShouldBeApprovedAs("verify-text");
        text.Error.ShouldBe("");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("trip")]
    [InlineData("trip/")]
    public async Task The_content_may_be_named_itself(string path)
    {
        await _app.RunAsync("create", "trip");

        (await _app.RunAsync("verify", "trip.torrent", path)).Code.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("path-missing", (int)ExitCode.BadInput, "verify", "trip.torrent", "nowhere")]
    [InlineData("torrent-missing", (int)ExitCode.BadInput, "verify", "nowhere.torrent")]
    [InlineData("metadata-missing", (int)ExitCode.BadInput, "verify", "c12fe1c06bba254a9dc9f519b335aa7c1367a88a")]
    public async Task Says_what_cannot_be_used(string kind, int code, params string[] arguments)
    {
        await _app.RunAsync("create", "trip");

        var run = await _app.RunAsync([.. arguments, "--json"]);

        ((int)run.Code).ShouldBe(code);
        run.ErrorKind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("v1", false)]
    [InlineData("v1", true)]
    [InlineData("v2", false)]
    [InlineData("hybrid", true)]
    public async Task Content_under_names_of_its_maker_is_not_got_again_beside_itself(string format, bool isMissing)
    {
        _app.Folder.WriteRandom("odd/aux.c", 50_000);
        _app.Folder.WriteRandom("odd/b.txt", 50_000);
        await _app.RunAsync("create", "odd", "-l", "16KiB", "--format", format);
        if (isMissing)
        {
            File.Delete(_app.Folder["odd/b.txt"]);
        }
        else
        {
            File.WriteAllBytes(_app.Folder["odd/aux.c"], new byte[50_000]);
        }

        var before = Directory.GetFiles(_app.Folder["odd"]);
        var text = await _app.RunAsync("verify", "odd.torrent", "--repair", "--bind", "127.0.0.1");
        var json = await _app.RunAsync("verify", "odd.torrent", "--repair", "--bind", "127.0.0.1", "--json");

        (text.Code, json.Code).ShouldBe((ExitCode.Mismatch, ExitCode.Mismatch));
        text.Error.ShouldBe(
            "warning: not repaired: the content lies under its maker's own names, under which nothing is written; `p2pshare get` gets it anew under names that every system can store\n");
        text.Output.ShouldContain("not ok");
        json.Json.GetProperty("ok").GetBoolean().ShouldBeFalse();
        json.Error.ShouldBe(text.Error);
        Directory.GetFiles(_app.Folder["odd"]).ShouldBe(before, ignoreOrder: true);
    }

    private void Spoil()
    {
        File.Delete(_app.Folder["trip/a.bin"]);
        File.WriteAllBytes(_app.Folder["trip/b.bin"], File.ReadAllBytes(_app.Folder["trip/b.bin"])[..20_000]);
        File.AppendAllText(_app.Folder["trip/c.bin"], "more");
        var bytes = File.ReadAllBytes(_app.Folder["trip/d.bin"]);
        bytes[20_000] ^= 1;
        File.WriteAllBytes(_app.Folder["trip/d.bin"], bytes);
    }
}
