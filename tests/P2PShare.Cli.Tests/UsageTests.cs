using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("there is no command `creat`", "Did you mean `create`?", "creat", "x")]
    [InlineData("there is no command `frobnicate`", "`p2pshare --help` shows", "frobnicate")]
    [InlineData("there is no option `--pice-length`", "Did you mean `--piece-length`?", "create", "x", "--pice-length", "1MiB")]
    [InlineData("there is no option `--pice-length=1MiB`", "Did you mean `--piece-length`?", "create", "--pice-length=1MiB", "x")]
    [InlineData("there is no option `--xyzzy`", "`p2pshare get --help` shows", "get", "x", "--xyzzy")]
    [InlineData("there is no option `-Z`", "`p2pshare get --help` shows", "get", "-Z", "x")]
    [InlineData("`more` is one too many", "`p2pshare tracker --help` shows", "tracker", "more")]
    [InlineData("a TORRENT is needed", "", "show")]
    [InlineData("a PATH is needed", "", "create")]
    [InlineData("`p2pshare verify` needs a TORRENT", "`p2pshare verify --help` shows", "verify")]
    [InlineData("option `--max-download` needs a value", "", "get", "x", "-d")]
    [InlineData("`fast` is no value for --max-download: expected a rate such as 500KiB or 1.5MB", "", "get", "x", "-d", "fast")]
    [InlineData("`soon` is no value for --timeout: expected a duration such as 90s, 10m or 2h", "", "get", "x", "--timeout", "soon")]
    [InlineData("`70000` is no value for --port: expected a whole number from 0 to 65535", "", "get", "x", "--port", "70000")]
    [InlineData("`-1` is no value for --seed-ratio: expected a number such as 1.5", "", "get", "x", "--seed-ratio=-1")]
    [InlineData("`v3` is no value for --format: expected v1, hybrid, v2", "", "create", "x", "--format", "v3")]
    [InlineData("`mauve` is no value for --color: expected auto, always, never", "", "show", "x", "--color", "mauve")]
    [InlineData("option `--json` takes no value", "", "show", "x", "--json=perhaps")]
    [InlineData("option `--port` may be given once only", "", "get", "x", "--port", "1", "--port", "2")]
    [InlineData("`nowhere` is no address to bind", "", "get", "x", "--bind", "nowhere")]
    [InlineData("`friend` is no HOST:PORT", "", "get", "x", "--peer", "friend")]
    [InlineData("`ftp://a/announce` is no tracker", "", "create", "x", "-t", "ftp://a/announce")]
    [InlineData("`http://a/\r\nx` is no tracker", "", "get", "x", "-t", "http://a/\r\nx")]
    [InlineData("`file:///etc/passwd` is no web seed", "", "create", "x", "-w", "file:///etc/passwd")]
    [InlineData("`3KiB` is no piece length", "It is a multiple of 16KiB", "create", "x", "-l", "3KiB")]
    [InlineData("`48KiB` is no piece length", "It is a power of two", "create", "x", "-l", "48KiB", "--format", "v2")]
    [InlineData("`1TiB` is no piece length", "", "create", "x", "-l", "1TiB")]
    [InlineData("`../up` is no name for a torrent", "", "create", "x", "-n", "../up")]
    [InlineData("`--name` is for one PATH only", "", "create", "x", "y", "-n", "z")]
    [InlineData("`--output one.torrent` is one file, but several torrents are made", "", "create", "x", "y", "-o", "one.torrent")]
    [InlineData("`--output -` fills standard output", "", "create", "x", "-o", "-", "--json")]
    [InlineData("a tracker serves HTTP or UDP, but both are `none`", "", "tracker", "--http", "none", "--udp", "none")]
    [InlineData("`::1:6969` is no address for --http", "", "tracker", "--http", "::1:6969")]
    [InlineData("`--interval` is from 10s to 1d", "", "tracker", "--interval", "1s")]
    public async Task Says_what_is_wrong_with_a_command_line_and_exits_2(string message, string hint, params string[] arguments)
    {
        var run = await _app.RunAsync(arguments);

        run.Code.ShouldBe(ExitCode.Usage);
        run.Output.ShouldBe(arguments.Any(argument => argument.StartsWith("--json", StringComparison.Ordinal)) ? run.Output : "");
        run.Error.ShouldStartWith("error: " + message.Replace("\r\n", @"\x0d\x0a", StringComparison.Ordinal));
        run.Error.ShouldContain(hint);
    }

    [Fact]
    public async Task Takes_what_follows_a_double_dash_as_it_is()
    {
        var run = await _app.RunAsync("show", "--json", "--", "--not-an-option");

        run.ErrorKind.ShouldBe("torrent-missing");
    }

    [Fact]
    public async Task Shows_a_short_help_when_called_alone()
    {
        var run = await _app.RunAsync();

        run.Code.ShouldBe(ExitCode.Done);
        run.Output.ShouldContain("p2pshare seed holiday/");
        run.Error.ShouldBe("");
    }

    [Fact]
    public async Task Prints_its_version()
    {
        var run = await _app.RunAsync("--version");

        run.ShouldBe(new TestApp.Run(ExitCode.Done, $"p2pshare {Product.Version}\n", "", run.Bytes));
    }

    [Fact]
    public async Task An_error_is_an_object_too_when_JSON_was_asked_for()
    {
        var run = await _app.RunAsync("get", "x", "--port", "x", "--json");

        run.Json.GetProperty("event").GetString().ShouldBe("error");
        run.Json.GetProperty("time").GetDateTime().Kind.ShouldBe(DateTimeKind.Utc);
        run.Json.GetProperty("code").GetInt32().ShouldBe(2);
        run.Json.GetProperty("kind").GetString().ShouldBe("usage");
        run.Json.GetProperty("message").GetString().ShouldBe("`x` is no value for --port: expected a whole number from 0 to 65535");
        run.Json.GetProperty("hint").GetString().ShouldBe("`p2pshare get --help` shows what there is.");
    }

    [Fact]
    public async Task A_command_of_a_command_is_called_by_both_names() =>
        (await _app.RunAsync("dht", "ping", "127.0.0.1:1", "--no-such-thing-at-all")).Error.ShouldContain("`p2pshare dht ping --help`");
}
