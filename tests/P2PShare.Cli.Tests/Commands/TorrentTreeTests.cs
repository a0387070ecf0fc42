using System.Globalization;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

/// <summary>The files that <c>show</c> draws as a tree.</summary>
public sealed class TorrentTreeTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Folders_have_their_sums_and_files_the_numbers_that_select_takes()
    {
        _app.Folder.Write("a.torrent", Some.Folder("trip", ("a/1.jpg", 1), ("b/deep/3.jpg", 3), ("a/2.txt", 2), ("4.txt", 4)));

        var run = await _app.RunAsync("show", "a.torrent");

        string.Join('\n', run.Output.Split('\n')[^8..]).ShouldBeApprovedAs("show-tree");
    }

    [Fact]
    public async Task Names_that_would_move_the_cursor_are_shown_as_escapes()
    {
        _app.Folder.Write("a.torrent", Some.Folder("trip", ("\e[2J\n\u202Ea/\u200Fb.txt", 1)));

        var run = await _app.RunAsync("show", "a.torrent");

        run.Output.Where(character => char.IsControl(character) && character != '\n').ShouldBeEmpty();
        run.Output.ShouldNotContain("\u202E");
        run.Output.ShouldNotContain("\u200F");
    }

    [Fact]
    public async Task However_many_there_are_a_pipe_gets_all_and_a_terminal_no_more_than_it_can_scroll()
    {
        _app.Folder.Write("a.torrent", Some.Folder("many", [.. Enumerable.Range(0, 5000).Select(i => (string.Create(CultureInfo.InvariantCulture, $"{i % 50}/{i}"), 1))]));

        (await _app.RunAsync("show", "a.torrent")).Output.Split('\n').Count(line => line.EndsWith("4999", StringComparison.Ordinal)).ShouldBe(1);

        _app.Terminal = TerminalFacts.None with { OutputIsTerminal = true };
        var shown = (await _app.RunAsync("show", "a.torrent")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        shown.Length.ShouldBe(1001);
        shown[^1].ShouldContain("more lines: `p2pshare show TORRENT | less` shows all");
    }
}
