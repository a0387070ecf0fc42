using P2PShare.Cli.Terminals;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class LiveBlockTests : IDisposable
{
    private const int Times = 20000;
    private static readonly OutputStyle Style = new(Json: false, Quiet: false, Verbosity: 0, Colour: false, Live: true);

    private readonly TestApp _app = new() { Terminal = new TerminalFacts(ErrorIsTerminal: true, () => (80, 25)) };
    private Action<bool> _shown = _ => { };
    private string _text = "block";

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_line_leaves_nothing_of_the_block_it_is_printed_over()
    {
        await using var block = new LiveBlock(_app.Context(), Style, Draw);

        block.Print(Tone.Warning, "line");

        _app.Error.ToString().ShouldContain("\r\e[J\e[?25hwarning: line\n\e[?25l");
    }

    [Fact]
    public async Task Nothing_is_drawn_in_the_background_where_lines_are_still_printed()
    {
        _app.Terminal = _app.Terminal with { Take = Take };
        await using var block = new LiveBlock(_app.Context(), Style, Draw);
        _shown(true);
        await Eventually.Is(() => _app.Error.ToString().Contains("block", StringComparison.Ordinal));

        _shown(false);
        var before = _app.Error.ToString();
        _text = "other";
        block.Print(Tone.Plain, "line");

        before.ShouldEndWith("\e[?25h\e[?1l\e>");
        _app.Error.ToString().ShouldBe(before + "line\n");
        _shown(true);
        await Eventually.Is(() => _app.Error.ToString().Contains("other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_takes_the_block_away_and_shows_the_cursor()
    {
        var block = new LiveBlock(_app.Context(), Style, Draw);
        await Eventually.Is(() => _app.Error.ToString().Contains("block", StringComparison.Ordinal));

        await block.DisposeAsync();

        _app.Error.ToString().ShouldEndWith("\r\e[J\e[?25h\e[?1l\e>");
    }

    [Fact]
    public async Task Lines_may_be_printed_from_any_thread_while_it_is_drawn_over()
    {
        var time = new ManualTimeProvider();
        _app.Time = time;
        var block = new LiveBlock(_app.Context(), Style, Draw);

        var printing = Task.Run(() =>
        {
            for (var i = 0; i < Times; i++)
            {
                block.Print(Tone.Warning, "line");
            }
        });
        var drawing = Task.Run(() =>
        {
            for (var i = 0; i < Times; i++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }
        });

        await Task.WhenAll(printing, drawing).WaitAsync(TimeSpan.FromSeconds(60));
        await block.DisposeAsync();
        _app.Error.ToString().Split("line").Length.ShouldBe(Times + 1);
    }

    private ScreenLine[] Draw() => [new ScreenLine(Glyphs.Unicode).Add(_text)];

    private ITerminalHold Take(Action<bool> shown, Action<ConsoleKeyInfo>? pressed)
    {
        _shown = shown;
        return OpenHold.Take(static _ => { }, null);
    }
}
