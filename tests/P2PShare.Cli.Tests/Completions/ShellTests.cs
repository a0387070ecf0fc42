using System.Diagnostics;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Completions;

/// <summary>The completion scripts in real shells, interactive ones on a terminal: a line is typed, Tab pressed, and the screen looked at.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TestApp _app = new();

    public ShellTests()
    {
        _app.Folder.Write("trip.torrent", "");
        _app.Folder.Write("a b.torrent", "");
    }

    /// <summary>What is typed, and what is to be offered for it.</summary>
    public static TheoryData<string, string[]> Lines { get; } = new()
    {
        { "p2pshare cr", ["create"] },
        { "p2pshare get --max-", ["--max-download", "--max-upload", "--max-peers"] },
        { "p2pshare get -o x --max-d", ["--max-download"] },
        { "p2pshare create --format ", ["v1", "hybrid", "v2"] },
        { "p2pshare create --format=h", ["--format=hybrid"] },
        { "p2pshare create --allow ", ["no-tracker", "piece-length"] },
        { "p2pshare show x --color a", ["auto", "always"] },
        { "p2pshare dht ", ["scrape", "node"] },
        { "p2pshare dht get --sa", ["--salt"] },
        { "p2pshare --log-file get show --ti", ["--timeout"] },
        { "p2pshare completions ", ["bash", "zsh", "fish", "pwsh"] },
        { "p2pshare get tr", ["trip.torrent"] },
        { "p2pshare get a", [@"a\ b.torrent"] },
        { "p2pshare get --files-from=tr", ["trip.torrent"] },
    };

    public void Dispose() => _app.Dispose();

    [ShellTheory("bash", "script")]
    [MemberData(nameof(Lines))]
    public async Task Bash_offers(string line, string[] offered) => await OffersAsync("bash --norc --noprofile -i", Typed(
        $"bind 'set show-all-if-ambiguous on'; bind 'set enable-bracketed-paste off'; source {await ScriptAsync("bash")}", line), offered);

    [ShellTheory("zsh", "script")]
    [MemberData(nameof(Lines))]
    public async Task Zsh_offers(string line, string[] offered) => await OffersAsync("zsh -f -i", Typed(
        $"unsetopt beep; unset zle_bracketed_paste; autoload -Uz compinit; compinit -D -u; source {await ScriptAsync("zsh")}", line), offered);

    [ShellTheory("fish")]
    [MemberData(nameof(Lines))]
    public async Task Fish_offers(string line, string[] offered)
    {
        var script = await ScriptAsync("fish");

        var shown = await RunAsync("fish", ["--no-config", "-c", $"source {script}; complete -C '{line}'"], "");

        // fish answers with plain words, which it quotes when one is taken.
        offered.Select(word => word.Replace("\\", "", StringComparison.Ordinal)).ShouldAllBe(word => shown.Contains(word, StringComparison.Ordinal), shown);
    }

    [ShellTheory("bash", "script")]
    [InlineData("p2pshare get --no-such", "--no-dht")]
    [InlineData("p2pshare get -- --max-", "--max-upload")]
    [InlineData("p2pshare show --max-up", "--max-upload")]
    public async Task Bash_offers_nothing_that_is_not_there(string line, string word) => (await RunAsync("script", ["-qec", "bash --norc --noprofile -i", "/dev/null"], Typed(
        $"bind 'set show-all-if-ambiguous on'; source {await ScriptAsync("bash")}", line))).ShouldNotContain(word);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Each_script_knows_every_command_and_option(string shell)
    {
        var script = (await _app.RunAsync("completions", shell)).Output;

        foreach (var command in Cli.Completions.CompletedCommand.Of(Root.Whole(_app.Context())).All())
        {
            script.ShouldContain(shell == "zsh" ? command.Call.Replace(' ', '_') : command.Call);
            var names = command.Options.Select(option => shell == "fish" ? $" -l {option.Names[0][2..]}" : option.Names[0]);
            names.ShouldAllBe(name => script.Contains(name, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("there are no completions for `fisch`", "Did you mean `fish`?", "fisch")]
    [InlineData("there are no completions for `tcsh`", "There are some for bash, zsh, fish, pwsh.", "tcsh")]
    [InlineData("`p2pshare completions` needs a SHELL", "")]
    [InlineData("what `completions bash` prints is no JSON", "Leave `--json` out.", "bash", "--json")]
    public async Task Says_what_is_wrong(string message, string hint, params string[] arguments)
    {
        var run = await _app.RunAsync(["completions", .. arguments]);

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith("error: " + message);
        run.Error.ShouldContain(hint);
    }

    private async Task OffersAsync(string shell, string keys, string[] offered)
    {
        var shown = await RunAsync("script", ["-qec", shell, "/dev/null"], keys);

        offered.ShouldAllBe(word => shown.Contains(word, StringComparison.Ordinal), shown);
    }

    /// <summary>Sets the shell up, types a line, presses Tab, makes a comment of the line and leaves.</summary>
    private static string Typed(string setUp, string line) => $"stty cols 300 rows 100; {setUp}; PS1='> '\n{line}\t\x01#\nexit\n";

    private async Task<string> ScriptAsync(string shell)
    {
        var path = _app.Folder["script of " + shell];
        await File.WriteAllTextAsync(path, (await _app.RunAsync("completions", shell)).Output);
        return $"'{path}'";
    }

    private async Task<string> RunAsync(string program, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _app.Folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TERM"] = "xterm";
        start.Environment["HOME"] = _app.Folder.Path;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        await process.StandardInput.FlushAsync();
        // Not closed before the shell has left: `script` would end it where it is.
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Eventually.Completes(process.WaitForExitAsync());
        return await output + await error;
    }
}

/// <summary>A test that needs programs which need not be installed: it is skipped without them, unless they are required.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShellTheoryAttribute : TheoryAttribute
{
    public ShellTheoryAttribute(params string[] programs)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))).ToArray();
        if (missing.Length > 0 && Environment.GetEnvironmentVariable("P2PSHARE_REQUIRE_FOREIGN_CLIENTS") is not ("1" or "true"))
        {
            Skip = $"not installed: {string.Join(", ", missing)}";
        }
    }
}
