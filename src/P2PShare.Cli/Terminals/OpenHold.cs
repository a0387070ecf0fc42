namespace P2PShare.Cli.Terminals;

/// <summary>A terminal that may always be drawn on, and has no keys.</summary>
internal sealed class OpenHold : ITerminalHold
{
    private readonly Action<bool> _shown;

    private OpenHold(Action<bool> shown)
    {
        _shown = shown;
        shown(true);
    }

    public bool HasKeys => false;

    /// <summary>See <see cref="TakeTerminal"/>.</summary>
    public static ITerminalHold Take(Action<bool> shown, Action<ConsoleKeyInfo>? pressed) => new OpenHold(shown);

    public void Dispose() => _shown(false);
}
