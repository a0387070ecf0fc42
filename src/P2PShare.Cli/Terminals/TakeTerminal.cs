namespace P2PShare.Cli.Terminals;

/// <summary>Takes hold of the terminal.</summary>
/// <param name="shown">Told whether may be drawn, one call at a time: first within the call, and with false before the terminal is left to somebody else, a shell or the end of the process.</param>
/// <param name="pressed">Told of keys, which are not echoed meanwhile; null to leave them to whom they were meant for.</param>
internal delegate ITerminalHold TakeTerminal(Action<bool> shown, Action<ConsoleKeyInfo>? pressed);
