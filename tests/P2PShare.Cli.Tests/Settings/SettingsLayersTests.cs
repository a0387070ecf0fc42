using System.Text.Json;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Settings;

public sealed class SettingsLayersTests : IDisposable
{
    private readonly TestApp _app = new();

    public SettingsLayersTests()
    {
        _app.Folder.Write("a.torrent", Some.Torrent());
        _app.Environment["XDG_CONFIG_HOME"] = _app.Folder["config"];
    }

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_value_comes_from_the_environment_where_none_was_typed()
    {
        _app.Environment["P2PSHARE_PORT"] = "1234";

        (await EngineOptionsAsync()).Port.ShouldBe(1234);
    }

    [Fact]
    public async Task What_was_typed_wins_over_the_environment_and_the_environment_over_the_file()
    {
        WriteConfig("""{ "port": 1, "max_upload": "1KiB", "max_download": "1KiB" }""");
        _app.Environment["P2PSHARE_PORT"] = "2";
        _app.Environment["P2PSHARE_MAX_UPLOAD"] = "2KiB";

        var options = await EngineOptionsAsync("get", "--port", "3");

        (options.Port, options.MaxUploadRate, options.MaxDownloadRate).ShouldBe((3, 2048, 1024));
    }

    [Fact]
    public async Task A_section_for_a_command_wins_over_the_rest_of_the_file_and_holds_for_it_alone()
    {
        WriteConfig("""
            {
              // for both
              "port": 1,
              "get": { "port": 2 }, // for one
            }
            """);

        (await EngineOptionsAsync()).Port.ShouldBe(2);
        (await EngineOptionsAsync("seed", [])).Port.ShouldBe(1);
    }

    [Fact]
    public async Task A_setting_may_have_several_values()
    {
        WriteConfig("""{ "tracker": ["http://a/announce", "http://b/announce"] }""");
        _app.Environment["P2PSHARE_PEER"] = "192.0.2.1:1\n192.0.2.2:2";

        await EngineOptionsAsync();

        var torrent = _app.Engine!.Torrents.ShouldHaveSingleItem();
        torrent.Options.Trackers!.Select(tier => tier.Single()).ShouldBe(["http://a/announce", "http://b/announce"]);
        torrent.Options.Peers.Select(peer => peer.ToString()).ShouldBe(["192.0.2.1:1", "192.0.2.2:2"]);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public async Task Flags_are_true_or_false(string value, bool isSequential)
    {
        _app.Environment["P2PSHARE_SEQUENTIAL"] = value;

        await EngineOptionsAsync();

        _app.Engine!.Torrents.ShouldHaveSingleItem().Options.Sequential.ShouldBe(isSequential);
    }

    [Theory]
    [InlineData("P2PSHARE_PORT", "many", "`many` is no value for --port: expected a whole number from 0 to 65535 (from the environment variable `P2PSHARE_PORT`)")]
    [InlineData("P2PSHARE_SEQUENTIAL", "maybe", "`maybe` is no value for --sequential: expected true or false (from the environment variable `P2PSHARE_SEQUENTIAL`)")]
    public async Task An_error_says_which_variable_it_came_from(string variable, string value, string message)
    {
        _app.Environment[variable] = value;

        var run = await _app.RunAsync("get", "a.torrent");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith("error: " + message);
    }

    [Fact]
    public async Task Variables_of_options_that_a_command_has_not_are_ignored()
    {
        _app.Environment["P2PSHARE_NO_DHT"] = "true";
        _app.Environment["P2PSHARE_SEED_RATIO"] = "no ratio at all";

        (await _app.RunAsync("show", "a.torrent")).Code.ShouldBe(ExitCode.Done);
    }

    [Theory]
    [InlineData("get", "a.torrent", "--prot", "1")]
    [InlineData("get", "a.torrent", "-d")]
    [InlineData("get", "a.torrent", "--port", "many")]
    [InlineData("gte")]
    public async Task An_error_of_the_command_line_is_an_object_where_the_environment_or_the_file_asks_for_JSON(params string[] arguments)
    {
        _app.Environment["P2PSHARE_JSON"] = "1";
        (await _app.RunAsync(arguments)).ErrorKind.ShouldBe("usage");

        _app.Environment.Remove("P2PSHARE_JSON");
        WriteConfig("""{ "json": true }""");
        (await _app.RunAsync(arguments)).ErrorKind.ShouldBe("usage");
    }

    [Fact]
    public async Task So_is_an_error_of_the_file_and_one_of_another_variable()
    {
        _app.Environment["P2PSHARE_JSON"] = "true";
        _app.Environment["P2PSHARE_PORT"] = "many";
        (await _app.RunAsync("get", "a.torrent")).ErrorKind.ShouldBe("usage");

        WriteConfig("oops");
        (await _app.RunAsync("show", "a.torrent")).ErrorKind.ShouldBe("config-unreadable");
    }

    [Fact]
    public async Task A_variable_of_style_that_is_wrong_itself_is_told_plainly()
    {
        _app.Environment["P2PSHARE_JSON"] = "perhaps";

        var run = await _app.RunAsync("show", "a.torrent");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Output.ShouldBe("");
        run.Error.ShouldStartWith("error: `perhaps` is no value for --json: expected true or false (from the environment variable `P2PSHARE_JSON`)");
    }

    [Fact]
    public async Task Colour_holds_for_errors_of_the_command_line_too()
    {
        _app.Environment["P2PSHARE_COLOR"] = "always";

        (await _app.RunAsync("gte")).Error.ShouldStartWith("\e[1;31merror:\e[0m ");
    }

    [Fact]
    public async Task A_setting_may_be_empty()
    {
        WriteConfig("""{ "edit": { "comment": "", "add_tracker": ["", "http://a/announce"] } }""");
        _app.Folder.Write("told.torrent", Some.Torrent(outside: $"7:comment{Some.Text("old")}"));

        (await _app.RunAsync("edit", "told.torrent")).Code.ShouldBe(ExitCode.Done);

        var shown = (await _app.RunAsync("show", "told.torrent", "--json")).Json;
        shown.GetProperty("comment").GetString().ShouldBeNull();
        shown.GetProperty("trackers")[0][0].GetString().ShouldBe("http://a/announce");
    }

    [Fact]
    public async Task The_config_file_may_be_named_by_the_environment()
    {
        _app.Environment["P2PSHARE_CONFIG"] = "mine.json";
        _app.Folder.Write("mine.json", """{ "port": 77 }""");

        (await EngineOptionsAsync()).Port.ShouldBe(77);
    }

    [Fact]
    public async Task State_folder_and_log_file_may_be_named_by_the_environment()
    {
        _app.Environment["P2PSHARE_STATE_DIR"] = "mine";
        _app.Environment["P2PSHARE_LOG_FILE"] = "logs/run.log";

        (await EngineOptionsAsync()).StateDirectory.ShouldBe(_app.Folder["mine"]);

        File.Exists(_app.Folder["logs/run.log"]).ShouldBeTrue();
    }

    [Fact]
    public async Task The_format_of_the_log_may_come_from_the_file()
    {
        WriteConfig("""{ "log_format": "json", "log_file": "run.log" }""");
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(P2PShare.Engine.Torrents.TorrentOutcome.Completed) };
        _app.LogLine = "something happened";

        await _app.RunAsync("get", "a.torrent");

        JsonDocument.Parse(File.ReadLines(_app.Folder["run.log"]).First()).RootElement.GetProperty("message").GetString().ShouldBe("something happened");
    }

    [Fact]
    public async Task A_config_file_may_be_named()
    {
        _app.Folder.Write("mine.json", """{ "json": true }""");

        (await _app.RunAsync("show", "a.torrent", "--config", "mine.json")).Json.GetProperty("name").GetString().ShouldBe("a.txt");
    }

    [Theory]
    [InlineData("""{ "prot": 1 }""", "there is no setting `prot`; did you mean `port`?")]
    [InlineData("""{ "get": { "http": "none" } }""", "there is no setting `http`")]
    [InlineData("""{ "get": 1 }""", "`get` is no object of names and values")]
    [InlineData("[]", "the file is no object of names and values")]
    [InlineData("{\n oops }", "no JSON at line 2")]
    public async Task Says_what_is_wrong_with_a_config_file(string content, string cause)
    {
        WriteConfig(content);

        var run = await _app.RunAsync("show", "a.torrent");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldBe($"error: cannot read config file `{_app.Folder["config/p2pshare/config.json"]}`: {cause}\n");
    }

    [Fact]
    public async Task A_config_file_that_was_named_has_to_be_there()
    {
        var run = await _app.RunAsync("show", "a.torrent", "--config", "none.json");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("no such file");
    }

    private void WriteConfig(string content) => _app.Folder.Write("config/p2pshare/config.json", content);

    private async Task<P2PShare.Engine.EngineOptions> EngineOptionsAsync() => await EngineOptionsAsync("get");

    private async Task<P2PShare.Engine.EngineOptions> EngineOptionsAsync(string command, params string[] more)
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(P2PShare.Engine.Torrents.TorrentOutcome.Completed) };
        (await _app.RunAsync([command, "a.torrent", .. more])).Code.ShouldBe(ExitCode.Done);
        return _app.Engine.Options!;
    }
}
