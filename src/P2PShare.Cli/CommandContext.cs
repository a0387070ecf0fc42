namespace P2PShare.Cli;

/// <summary>The world that a command runs in. The program makes one of the real process; tests make their own.</summary>
internal sealed record CommandContext
{
    /// <summary>Relative paths start here. Absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output as bytes, for torrents written to <c>-</c>.</summary>
    public required Stream OutputBytes { get; init; }

    /// <summary>Standard output: data.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: talk.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What stands behind the standard streams.</summary>
    public required TerminalFacts Terminal { get; init; }

    /// <summary>The clock and its timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Disk, network and engine.</summary>
    public required CommandServices Services { get; init; }

    /// <summary>The absolute form of a path that a user gave.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>An environment variable; null where it is missing or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
