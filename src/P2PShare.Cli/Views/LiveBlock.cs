using System.Text;
using P2PShare.Cli.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace P2PShare.Cli.Views;

/// <summary>A block at the bottom of the terminal that is drawn over five times a second. Lines may be printed above it meanwhile.</summary>
internal sealed class LiveBlock : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Spectre takes its own two locks in one order to print and in the other to redraw.
    private readonly Lock _drawing = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IAnsiConsole _console;
    private readonly Task _running;

    public LiveBlock(CommandContext context, OutputStyle style, Func<IRenderable> render)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = style.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new ErrorOutput(context),
        });
        _running = RunAsync(context.Time, render);
    }

    /// <summary>Prints a line above the block. Its text is already harmless.</summary>
    public void Print(Tone tone, string text)
    {
        var style = new Style(tone switch
        {
            Tone.Warning => Color.Yellow,
            Tone.Error => Color.Red,
            Tone.Hint => Color.Aqua,
            _ => Color.Default,
        });
        var line = new Paragraph().Append(tone.Label(colour: false), style).Append(text + "\n");
        lock (_drawing)
        {
            _console.Write(new InPlaceOfBlock(line));
        }
    }

    /// <summary>Takes the block away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private Task RunAsync(TimeProvider time, Func<IRenderable> render) =>
        _console.Live(render()).AutoClear(enabled: true).Overflow(VerticalOverflow.Crop).StartAsync(async live =>
        {
            while (!_stop.IsCancellationRequested)
            {
                Draw(live, render());
                await Task.Delay(Interval, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });

    private void Draw(LiveDisplayContext live, IRenderable block)
    {
        lock (_drawing)
        {
            live.UpdateTarget(block);
        }
    }

    /// <summary>A line where the block stood: what the block had drawn there goes first. The block is drawn again below.</summary>
    private sealed class InPlaceOfBlock(IRenderable line) : IRenderable
    {
        private const string EraseToTheEnd = "\e[J";

        public Measurement Measure(RenderOptions options, int maxWidth) => line.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            [Segment.Control(EraseToTheEnd), .. line.Render(options, maxWidth)];
    }

    /// <summary>Standard error of the world the command runs in.</summary>
    private sealed class ErrorOutput(CommandContext context) : IAnsiConsoleOutput
    {
        public TextWriter Writer => context.Error;

        public bool IsTerminal => true;

        public int Width => context.Terminal.Size().Columns;

        public int Height => context.Terminal.Size().Rows;

        public void SetEncoding(Encoding encoding)
        {
            // The writer was given with its encoding.
        }
    }
}
