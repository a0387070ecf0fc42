using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Settings;

/// <summary>Profiles of the config file, and <c>config show</c>.</summary>
public sealed class ConfigTests : IDisposable
{
    private const string Profiles = """
        {
          "port": 1,
          "get": { "port": 2, "max_peers": 20 },
          "profiles": { "home": { "port": 3, "get": { "max_upload": "1KiB" } }, "work": { "get": { "port": 4 } } }
        }
        """;

    private readonly TestApp _app = new();

    public ConfigTests()
    {
        _app.Environment["XDG_CONFIG_HOME"] = _app.Folder["config"];
        _app.Folder.Write("a.torrent", Some.Torrent());
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(null, 2, 0)]
    [InlineData("home", 3, 1024)]
    [InlineData("work", 4, 0)]
    public async Task A_profile_wins_over_the_rest_of_the_file_which_holds_for_what_it_leaves_open(string? profile, int port, long maxUpload)
    {
        WriteConfig(Profiles);

        var options = await EngineOptionsAsync(profile is null ? [] : ["--profile", profile]);

        (options.Port, options.MaxUploadRate).ShouldBe((port, maxUpload));
        _app.Engine!.Torrents.ShouldHaveSingleItem().Options.MaxSessions.ShouldBe(20);
    }

    [Fact]
    public async Task The_environment_or_the_file_itself_may_choose_the_profile_and_what_was_typed_wins()
    {
        WriteConfig(Profiles.Replace("\"port\": 1,", "\"profile\": \"work\", ", StringComparison.Ordinal));
        (await EngineOptionsAsync()).Port.ShouldBe(4);

        _app.Environment["P2PSHARE_PROFILE"] = "home";
        (await EngineOptionsAsync()).Port.ShouldBe(3);
        (await EngineOptionsAsync("--profile", "work")).Port.ShouldBe(4);
        (await EngineOptionsAsync("--port", "9")).Port.ShouldBe(9);
    }

    [Theory]
    [InlineData(Profiles, "hom", "did you mean `home`?")]
    [InlineData(Profiles, "elsewhere", "it has `home`, `work`")]
    [InlineData("{}", "home", "it has none")]
    [InlineData(null, "home", "there is no such file")]
    public async Task A_profile_that_is_not_there_is_an_error(string? config, string profile, string cause)
    {
        if (config is not null)
        {
            WriteConfig(config);
        }

        var run = await _app.RunAsync("show", "a.torrent", "--profile", profile);

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldBe($"error: cannot use profile `{profile}` of config file `{_app.Folder["config/p2pshare/config.json"]}`: {cause}\n");
    }

    [Theory]
    [InlineData("""{ "profiles": 1 }""", "`profiles` is no object of names and values")]
    [InlineData("""{ "profiles": { "home": 1 } }""", "`profiles.home` is no object of names and values")]
    [InlineData("""{ "profiles": { "home": { "prot": 1 } } }""", "there is no setting `prot`; did you mean `port`?")]
    [InlineData("""{ "profiles": { "home": { "profile": "work" } } }""", "there is no setting `profile`")]
    [InlineData("""{ "config": "other.json" }""", "`config` is no object of names and values")]
    [InlineData("""{ "profils": {} }""", "there is no setting `profils`; did you mean `profile`?")]
    [InlineData("""{ "dht": { "gett": {} } }""", "there is no setting `gett`; did you mean `get`?")]
    [InlineData("""{ "dht": { "get": { "salty": 1 } } }""", "there is no setting `salty`; did you mean `salt`?")]
    public async Task What_no_command_knows_is_an_error_in_profiles_and_sections_too(string config, string cause)
    {
        WriteConfig(config);

        var run = await _app.RunAsync("show", "a.torrent");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldEndWith(cause + "\n");
    }

    [Fact]
    public async Task Commands_of_a_command_have_sections_within_its_own()
    {
        WriteConfig("""{ "get": { "timeout": "1s" }, "dht": { "timeout": "2s", "get": { "timeout": "3s" } } }""");

        var settings = (await _app.RunAsync("config", "show", "dht", "--json")).Json.GetProperty("settings").EnumerateArray();

        settings.Where(setting => setting.GetProperty("name").GetString() == "timeout")
            .ToDictionary(setting => setting.GetProperty("command").GetString()!, setting => setting.GetProperty("value").GetString())
            .ShouldBe(new Dictionary<string, string?> { ["dht peers"] = "2s", ["dht ping"] = "2s", ["dht put"] = "2s", ["dht get"] = "3s", ["dht scrape"] = "2s" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Variables_hold_for_commands_of_commands_too()
    {
        _app.Environment["P2PSHARE_JSON"] = "true";

        (await _app.RunAsync("dht", "ping", "nonsense")).ErrorKind.ShouldBe("usage");
    }

    [Fact]
    public async Task Every_setting_is_shown_with_its_value_and_where_it_comes_from()
    {
        WriteConfig("""{ "tracker": ["http://t/announce?passkey=0123456789abcdef0123456789abcdef", "udp://u:p@t:1/announce"], "profiles": { "home": { "get": { "output": "/srv" } } } }""");
        _app.Environment["P2PSHARE_MAX_UPLOAD"] = "1MiB";

        var run = await _app.RunAsync("config", "show", "get", "--profile", "home");

        run.Code.ShouldBe(ExitCode.Done);
        Shown(run.Output).ShouldBeApprovedAs("config-show");
    }

    [Fact]
    public async Task Scripts_are_shown_the_same()
    {
        WriteConfig("""{ "no_dht": true, "tracker": ["http://t/announce?passkey=0123456789abcdef0123456789abcdef"] }""");
        _app.Environment["P2PSHARE_PORT"] = "7";

        Shown((await _app.RunAsync("config", "show", "seed", "--json")).Output).ShouldBeApprovedAs("config-show-json");
    }

    [Fact]
    public async Task What_was_typed_is_told_from_what_the_layers_say()
    {
        _app.Environment["P2PSHARE_JSON"] = "true";

        var settings = (await _app.RunAsync("config", "show", "--color", "never")).Json.GetProperty("settings").EnumerateArray()
            .Where(setting => setting.GetProperty("command").GetString()!.Length == 0)
            .ToDictionary(setting => setting.GetProperty("name").GetString()!, setting => setting.GetProperty("source").GetString());

        (settings["color"], settings["json"], settings["quiet"]).ShouldBe(("command_line", "environment", "default"));
    }

    [Fact]
    public async Task Settings_of_a_command_that_is_not_there_are_an_error()
    {
        var run = await _app.RunAsync("config", "show", "gett");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldBe("error: there is no command `gett`\nhint: Did you mean `get`?\n");
    }

    private string Shown(string output) => output.Replace(_app.Folder.Path, "DIR", StringComparison.Ordinal);

    private void WriteConfig(string content) => _app.Folder.Write("config/p2pshare/config.json", content);

    private async Task<P2PShare.Engine.EngineOptions> EngineOptionsAsync(params string[] more)
    {
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.Completed) };
        var run = await _app.RunAsync(["get", "a.torrent", .. more]);
        run.Code.ShouldBe(ExitCode.Done, run.Error);
        return _app.Engine.Options!;
    }
}
