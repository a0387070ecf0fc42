using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Testing;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class LiveBlockTests : IDisposable
{
    private const int Times = 20000;
    private readonly TestApp _app = new() { Terminal = new TerminalFacts(ErrorIsTerminal: true, () => (80, 25)) };

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task A_line_leaves_nothing_of_the_block_it_is_printed_over()
    {
        await using var block = new LiveBlock(
            _app.Context(), new OutputStyle(Json: false, Quiet: false, Verbosity: 0, Colour: false, Live: true), () => new Text("a long row of the block"));

        block.Print(Tone.Warning, "line");

        _app.Error.ToString().ShouldContain("\r\e[Jwarning: line\n");
    }

    [Fact]
    public async Task Lines_may_be_printed_from_any_thread_while_it_is_drawn_over()
    {
        var time = new ManualTimeProvider();
        _app.Time = time;
        var block = new LiveBlock(_app.Context(), new OutputStyle(Json: false, Quiet: false, Verbosity: 0, Colour: true, Live: true), () => new Text("block"));

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
}
