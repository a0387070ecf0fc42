using System.Net;
using System.Text;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

/// <summary>What all commands take in the same way.</summary>
public sealed class CommonInputTests : IDisposable
{
    private readonly TestApp _app = new()
    {
        Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) },
        Http = new TorrentServer(),
    };

    public CommonInputTests()
    {
        _app.Hosts["example.org"] = "198.51.100.1";
        _app.Folder.Write("a.txt", "hello");
        _app.Folder.Write("b.txt", "hello");
        _app.Folder.Write("torrents/a.torrent", Some.Torrent("a.txt"));
        _app.Folder.Write("torrents/b.torrent", Some.Torrent("b.txt"));
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("show", "-")]
    [InlineData("magnet", "-")]
    [InlineData("create", "-")]
    [InlineData("get", "-")]
    [InlineData("seed", "-")]
    [InlineData("show", "list")]
    [InlineData("magnet", "list")]
    [InlineData("create", "list")]
    [InlineData("get", "list")]
    [InlineData("seed", "list")]
    public async Task Takes_more_from_a_list(string command, string list)
    {
        var lines = command == "create" ? "\ufeff# ours\n\na.txt\r\nb.txt\n" : "\ufeff# ours\n\ntorrents/a.torrent\r\ntorrents/b.torrent\n";
        _app.Input = Encoding.UTF8.GetBytes(lines);
        _app.Folder.Write("list", lines);

        var run = await _app.RunAsync(command, "--files-from", list, "--json");

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        (command is "get" or "seed" ? _app.Engine!.Torrents.Select(torrent => torrent.Metainfo.Name) : run.Json.EnumerateArray().Select(each => each.GetProperty("name").GetString()))
            .ShouldBe(["a.txt", "b.txt"]);
    }

    [Fact]
    public async Task Takes_a_list_whose_entries_end_with_a_null_and_hold_anything_else()
    {
        _app.Folder.Write("# odd\nname \n", "hello");
        _app.Input = "# odd\nname \n\0a.txt\0"u8.ToArray();

        var run = await _app.RunAsync("create", "--files-from", "-", "-0", "--json");

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        run.Json.EnumerateArray().Select(each => each.GetProperty("name").GetString()).First().ShouldNotBe("a.txt");
        File.Exists(_app.Folder["# odd\nname \n.torrent"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("show", "torrents/*.torrent")]
    [InlineData("magnet", "**/?.torrent")]
    [InlineData("create", "?.txt")]
    [InlineData("get", "torrents/*")]
    [InlineData("seed", "t*/*.torrent")]
    public async Task Takes_patterns_that_no_shell_has_expanded(string command, string pattern)
    {
        var run = await _app.RunAsync(command, pattern, "--json");

        run.Code.ShouldBe(ExitCode.Done, run.Error);
        (command is "get" or "seed" ? _app.Engine!.Torrents.Select(torrent => torrent.Metainfo.Name) : run.Json.EnumerateArray().Select(each => each.GetProperty("name").GetString()))
            .ShouldBe(["a.txt", "b.txt"]);
    }

    [Fact]
    public async Task Several_torrents_are_verified_where_the_content_of_all_is_named_or_a_list_names_them()
    {
        _app.Folder.Write("b.txt", "HELLO");
        _app.Folder.Write("list", "torrents/a.torrent\ntorrents/b.torrent\nnowhere\n");

        var typed = await _app.RunAsync("verify", "torrents/*.torrent", "--data", ".", "--json");
        var listed = await _app.RunAsync("verify", "--files-from", "list");

        typed.Code.ShouldBe(ExitCode.SomeFailed);
        typed.Json.EnumerateArray().Select(each => (each.GetProperty("torrent").GetString(), each.GetProperty("ok").GetBoolean()))
            .ShouldBe([("torrents/a.torrent", true), ("torrents/b.torrent", false)]);
        listed.Code.ShouldBe(ExitCode.SomeFailed);
        listed.Output.ShouldContain("torrents/a.torrent:\nok: ");
        listed.Error.ShouldContain("`nowhere`");
    }

    [Fact]
    public async Task A_second_argument_of_verify_is_the_path_and_a_third_one_too_many()
    {
        (await _app.RunAsync("verify", "torrents/a.torrent", ".")).Code.ShouldBe(ExitCode.Done);
        (await _app.RunAsync("verify", "torrents/a.torrent", "torrents/b.torrent", "torrents/a.torrent")).Error.ShouldContain("`--data PATH`");
    }

    [Theory]
    [InlineData("show")]
    [InlineData("magnet")]
    [InlineData("verify")]
    [InlineData("get")]
    [InlineData("seed")]
    public async Task Takes_a_torrent_from_standard_input_and_from_the_web(string command)
    {
        _app.Input = Some.Torrent("a.txt");

        (await _app.RunAsync(command, "-", "--json")).Code.ShouldBe(ExitCode.Done);
        (await _app.RunAsync(command, "https://example.org/a.torrent", "--json")).Code.ShouldBe(ExitCode.Done);

        _app.Engine!.Torrents.Count.ShouldBe(command is "get" or "seed" ? 2 : 0);
    }

    [Theory]
    [InlineData("show")]
    [InlineData("magnet")]
    [InlineData("create")]
    public async Task One_of_several_that_fails_keeps_no_other_from_being_done(string command)
    {
        var run = await _app.RunAsync(command, "nowhere", command == "create" ? "a.txt" : "torrents/a.torrent", "--json");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.Json[0].GetProperty("code").GetInt32().ShouldBe((int)ExitCode.BadInput);
        run.Json[1].GetProperty("name").GetString().ShouldBe("a.txt");
    }

    [Theory]
    [InlineData("show")]
    [InlineData("magnet")]
    public async Task Several_that_fail_alike_have_the_code_of_each(string command) =>
        (await _app.RunAsync(command, "nowhere", "nowhere-else")).Code.ShouldBe(ExitCode.BadInput);

    [Fact]
    public async Task A_signal_ends_a_list_of_documents_in_order()
    {
        _app.Signal();

        var run = await _app.RunAsync("create", "a.txt", "b.txt", "--json");

        run.Code.ShouldBe(ExitCode.Interrupted);
        run.Json.EnumerateArray().Single().GetProperty("kind").GetString().ShouldBe("interrupted");
    }

    private sealed class TorrentServer : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(Some.Torrent("a.txt")) });
    }
}
