using P2PShare.Cli.Terminals;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Views;

/// <summary>A block at the bottom of the terminal that is drawn over whenever it has changed, and at once after a key. Lines may be printed above it meanwhile.</summary>
internal sealed class LiveBlock : IAsyncDisposable
{
    // With its first words .NET puts a terminal's keypad into another mode, and leaves it there.
    private const string NormalKeypad = "\e[?1l\e>";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _drawing = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly CommandContext _context;
    private readonly OutputStyle _style;
    private readonly Func<IReadOnlyList<ScreenLine>> _render;
    private readonly FramePainter _painter;
    private readonly ITerminalHold _hold;
    private readonly Task _running;
    private bool _isShown;

    /// <param name="context">The world.</param>
    /// <param name="style">How to print.</param>
    /// <param name="render">Makes the block of now, from any thread, one at a time. No line may be as wide as the terminal.</param>
    /// <param name="pressed">Told of keys; null where they are none of ours.</param>
    public LiveBlock(CommandContext context, OutputStyle style, Func<IReadOnlyList<ScreenLine>> render, Action<ConsoleKeyInfo>? pressed = null)
    {
        _context = context;
        _style = style;
        _render = render;
        _painter = new FramePainter(style);
        _hold = context.Terminal.Take(Show, pressed is null ? null : key =>
        {
            pressed(key);
            Draw();
        });
        _running = RunAsync();
    }

    /// <summary>Whether there are keys to be told of.</summary>
    public bool HasKeys => _hold.HasKeys;

    /// <summary>Prints a line above the block. Its text is already harmless.</summary>
    public void Print(Tone tone, string text)
    {
        lock (_drawing)
        {
            var columns = _context.Terminal.Size().Columns;
            var line = $"{tone.Label(_style.Colour)}{text}\n";
            _context.Error.Write(_isShown ? _painter.Erase(columns) + line + _painter.Draw(_render(), columns) : line);
        }
    }

    /// <summary>Takes the block away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _hold.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Draw();
            await Task.Delay(Interval, _context.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Draw()
    {
        lock (_drawing)
        {
            if (_isShown)
            {
                var columns = _context.Terminal.Size().Columns;
                Write(_painter.Draw(_render(), columns));
            }
        }
    }

    private void Show(bool isShown)
    {
        lock (_drawing)
        {
            if (_isShown && !isShown)
            {
                _context.Error.Write(_painter.Erase(_context.Terminal.Size().Columns) + NormalKeypad);
            }

            _isShown = isShown;
        }
    }

    private void Write(string text)
    {
        if (text.Length > 0)
        {
            _context.Error.Write(text);
        }
    }
}
