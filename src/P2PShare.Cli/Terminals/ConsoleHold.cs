namespace P2PShare.Cli.Terminals;

/// <summary>A console of Windows: ours while we run.</summary>
internal sealed class ConsoleHold : ITerminalHold
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly ManualResetEventSlim _ended = new();
    private readonly Action<bool> _shown;
    private readonly Action<ConsoleKeyInfo>? _pressed;
    private readonly Thread _thread;

    private ConsoleHold(Action<bool> shown, Action<ConsoleKeyInfo>? pressed)
    {
        _shown = shown;
        _pressed = pressed;
        AppDomain.CurrentDomain.ProcessExit += EndProcess;
        shown(true);
        _thread = new Thread(Run) { IsBackground = true, Name = "terminal" };
        _thread.Start();
    }

    public bool HasKeys => _pressed is not null;

    /// <summary>See <see cref="TakeTerminal"/>. Keys are read where standard input is a console.</summary>
    public static ITerminalHold Take(Action<bool> shown, Action<ConsoleKeyInfo>? pressed) => new ConsoleHold(shown, Console.IsInputRedirected ? null : pressed);

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        AppDomain.CurrentDomain.ProcessExit -= EndProcess;
        _shown(false);
        _ended.Dispose();
    }

    private void EndProcess(object? sender, EventArgs arguments) => _shown(false);

    private void Run()
    {
        while (!_ended.Wait(Pace))
        {
            while (HasKeys && Console.KeyAvailable)
            {
                _pressed!(Console.ReadKey(intercept: true));
            }
        }
    }
}
