using P2PShare.Cli.Terminals;

namespace P2PShare.Cli;

/// <summary>What is known of the terminal, if there is one.</summary>
/// <param name="ErrorIsTerminal">Standard error goes to a terminal.</param>
/// <param name="Size">Columns and rows now; the window may be resized at any time.</param>
internal sealed record TerminalFacts(bool ErrorIsTerminal, Func<(int Columns, int Rows)> Size)
{
    /// <summary>Standard output goes to a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Takes hold of what stands behind standard error and input.</summary>
    public TakeTerminal Take { get; init; } = OpenHold.Take;

    /// <summary>Does what Ctrl-C does.</summary>
    public Action Interrupt { get; init; } = static () => { };

    /// <summary>Pipes and files on all sides.</summary>
    public static TerminalFacts None { get; } = new(ErrorIsTerminal: false, static () => (100, 25));
}
