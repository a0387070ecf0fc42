namespace P2PShare.Cli.Terminals;

/// <summary>The terminal while somebody draws on it and is told of keys. Disposing it, or the end of the process, leaves the terminal as it was.</summary>
internal interface ITerminalHold : IDisposable
{
    /// <summary>Whether keys can be read.</summary>
    bool HasKeys { get; }
}
