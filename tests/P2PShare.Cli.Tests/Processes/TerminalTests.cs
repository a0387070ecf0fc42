using System.Net;
using System.Text.Json;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>The program in a real terminal: what it draws, which keys it takes, and how it leaves the terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    private const string Restored = "; echo \"code $?\"; stty -a | tr ';' '\\n' | grep -o -e '-\\?icanon' -e '-\\?echo\\b'";
    private const string ShowCursor = "\e[?25h";
    private const string NormalKeypad = "\e[?1l\e>";

    private readonly TemporaryDirectory _folder = new();

    public TerminalTests() => _folder.Write("a.torrent", Some.Torrent("a.txt", "hello"));

    public void Dispose() => _folder.Dispose();

    [TerminalFact]
    public async Task Keys_pause_and_quit_and_the_terminal_is_as_it_was()
    {
        using var get = TerminalProgram.Start(_folder, "p2pshare get a.torrent" + Restored);
        await get.ShowsAsync("q quit");

        await get.TypeAsync("p");
        await get.ShowsAsync("a.txt: paused");
        await get.TypeAsync("p");
        await get.ShowsAsync("a.txt: goes on");
        await get.TypeAsync("q");
        var shown = await get.EndsAsync();

        shown.ShouldContain("Ctrl-C again leaves at once");
        shown.ShouldContain("code 7");
        ShouldBeRestored(shown);
    }

    [TerminalFact]
    public async Task Ctrl_c_stops_it_and_the_terminal_is_as_it_was()
    {
        using var get = TerminalProgram.Start(_folder, "trap : INT; p2pshare get a.torrent" + Restored);
        await get.ShowsAsync("q quit");

        await get.TypeAsync("\u0003");
        var shown = await get.EndsAsync();

        shown.ShouldContain("code 7");
        ShouldBeRestored(shown);
    }

    [TerminalFact]
    public async Task Ctrl_c_twice_leaves_at_once_and_the_terminal_is_as_it_was()
    {
        // A tracker that takes calls and never answers, so that an orderly end takes its time.
        await using var tracker = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        using var get = TerminalProgram.Start(_folder, $"trap : INT; p2pshare get a.torrent -t http://{tracker.LocalEndPoint}/announce" + Restored);
        await using var call = await Eventually.Completes(tracker.AcceptAsync(CancellationToken.None).AsTask());
        await get.ShowsAsync("q quit");

        await get.TypeAsync("\u0003");
        await get.ShowsAsync("Ctrl-C again leaves at once");
        await get.TypeAsync("\u0003");
        var shown = await get.EndsAsync();

        shown.ShouldContain("code 7");
        shown.ShouldNotContain("stopped before");
        ShouldBeRestored(shown);
    }

    [TerminalFact]
    public async Task Ctrl_z_gives_the_terminal_back_until_it_may_go_on()
    {
        using var get = TerminalProgram.Start(_folder, "set -m; p2pshare get a.torrent; echo back; stty -a | tr ';' '\\n' | grep -o -e '-\\?icanon' -e '-\\?echo\\b'; fg; echo \"code $?\"");
        await get.ShowsAsync("q quit");

        await get.TypeAsync("\u001a");
        await get.ShowsAsync("back");
        await Eventually.Is(() => get.Shown[get.Shown.IndexOf("back", StringComparison.Ordinal)..].Contains("q quit", StringComparison.Ordinal));
        await get.TypeAsync("q");
        var shown = await get.EndsAsync();

        var between = shown[shown.IndexOf("back", StringComparison.Ordinal)..shown.LastIndexOf("q quit", StringComparison.Ordinal)];
        between.ShouldContain("\nicanon");
        between.ShouldContain("\necho");
        shown[..shown.IndexOf("back", StringComparison.Ordinal)].TrimEnd().ShouldEndWith(ShowCursor + NormalKeypad);
        shown.ShouldContain("code 7");
    }

    [TerminalFact]
    public async Task In_the_background_it_goes_on_and_leaves_the_terminal_alone()
    {
        using var get = TerminalProgram.Start(_folder, "set -m; p2pshare get a.torrent --stall-timeout 1s & wait $!; echo \"code $?\"");

        var shown = await get.EndsAsync();

        shown.ShouldContain("code 5");
        shown.ShouldNotContain("q quit");
    }

    [TerminalFact]
    public async Task Hostile_names_never_reach_the_terminal_raw_while_JSON_has_them_intact()
    {
        const string Hostile = "a\e[2J\nb\u202ec";
        _folder.Write("hostile.torrent", Some.Torrent(Hostile, "hello", outside: $"7:comment{Some.Text(Hostile)}"));
        var link = $"magnet:?xt=urn:btih:{new string('0', 40)}&dn={Uri.EscapeDataString(Hostile)}";
        using var get = TerminalProgram.Start(_folder, $"p2pshare show hostile.torrent; p2pshare get hostile.torrent '{link}'");
        await get.ShowsAsync("q quit");
        await Eventually.Is(() => get.Shown.Contains("2 torrents", StringComparison.Ordinal));
        await get.TypeAsync("q");
        var shown = await get.EndsAsync();

        shown.Split(@"a\x1b[2J\x0ab\u{202e}c").Length.ShouldBeGreaterThan(3, shown);
        shown.ShouldNotContain("\e[2J");
        shown.ShouldNotContain("\u202e");

        using var show = RunningProgram.Start(_folder, "show", "hostile.torrent", "--json");
        await show.EndsAsync();
        JsonDocument.Parse(show.Output).RootElement.GetProperty("comment").GetString().ShouldBe(Hostile);
    }

    [TerminalTheory]
    [InlineData("p2pshare get - < a.torrent")]
    [InlineData("cat a.torrent | { trap : INT; p2pshare get -; }")]
    public async Task A_torrent_on_standard_input_is_shown_without_keys_and_Ctrl_c_ends_it(string line)
    {
        using var get = TerminalProgram.Start(_folder, $"trap : INT; {line}{Restored}");
        await get.ShowsAsync("no peers found");

        await get.TypeAsync("q\u0003");
        var shown = await get.EndsAsync();

        shown.ShouldContain("code 7");
        shown.ShouldNotContain("q quit");
        ShouldBeRestored(shown);
    }

    [TerminalFact]
    public async Task The_quit_key_leaves_the_terminal_as_it_was()
    {
        using var get = TerminalProgram.Start(_folder, "ulimit -c 0; trap : QUIT; p2pshare get a.torrent" + Restored);
        await get.ShowsAsync("q quit");

        await get.TypeAsync("\u001c");
        var shown = await get.EndsAsync();

        shown.ShouldContain("code 131", Case.Sensitive, shown);
        ShouldBeRestored(shown);
    }

    [TerminalFact]
    public async Task A_bug_leaves_the_terminal_as_it_was_before_it_is_told_of()
    {
        using var get = TerminalProgram.Start(_folder, $"export DOTNET_STARTUP_HOOKS=\"{typeof(StartupHook).Assembly.Location}\"; p2pshare get a.torrent" + Restored);
        await get.ShowsAsync("q quit");

        _folder.Write("crash", "");
        var shown = await get.EndsAsync();

        shown.ShouldContain("code 1\r");
        shown.IndexOf("error: unexpected failure", StringComparison.Ordinal).ShouldBeGreaterThan(shown.LastIndexOf(ShowCursor, StringComparison.Ordinal));
        ShouldBeRestored(shown);
    }

    private static void ShouldBeRestored(string shown)
    {
        var end = shown[shown.IndexOf("code ", StringComparison.Ordinal)..];
        end.ShouldContain("\nicanon");
        end.ShouldContain("\necho");
        shown.LastIndexOf(NormalKeypad, StringComparison.Ordinal).ShouldBeGreaterThan(shown.LastIndexOf("\e[?1h", StringComparison.Ordinal));
        shown.LastIndexOf(ShowCursor, StringComparison.Ordinal).ShouldBeGreaterThan(shown.LastIndexOf("\e[?25l", StringComparison.Ordinal));
    }
}
