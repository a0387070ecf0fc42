using P2PShare.Engine.Creation;

namespace P2PShare.Cli.Commands;

/// <summary>What <c>create</c> was asked to do.</summary>
internal sealed record CreateRequest
{
    /// <summary>Files and folders, as the user wrote them.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>A file, a folder or <c>-</c>; null for the working directory.</summary>
    public string? Output { get; init; }

    public required CreationOptions Options { get; init; }

    /// <summary>Replaces torrents that are already there.</summary>
    public bool Force { get; init; }

    /// <summary>Only says what would be made.</summary>
    public bool DryRun { get; init; }

    /// <summary>Prints only the link.</summary>
    public bool LinkOnly { get; init; }

    /// <summary>Kinds of warnings that are not given.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Stays and seeds.</summary>
    public bool Seed { get; init; }

    /// <summary>Whether the torrent goes to standard output.</summary>
    public bool ToStandardOutput => Output == "-";
}
