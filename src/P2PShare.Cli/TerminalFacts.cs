namespace P2PShare.Cli;

/// <summary>What is known of the terminal, if there is one. Sizes in characters.</summary>
internal sealed record TerminalFacts(bool ErrorIsTerminal, bool OutputIsTerminal, int Width, int Height)
{
    /// <summary>Pipes and files on both sides.</summary>
    public static TerminalFacts None { get; } = new(ErrorIsTerminal: false, OutputIsTerminal: false, Width: 100, Height: 25);
}
