namespace P2PShare.Cli.Commands;

/// <summary>Decides where a torrent is written.</summary>
internal static class TorrentDestination
{
    /// <summary>Whether an output that the user named is a folder to write into: it is one, or it ends with a slash.</summary>
    public static bool IsFolder(CommandContext context, string output) =>
        Path.EndsInDirectorySeparator(output) || Directory.Exists(context.FullPath(output));

    /// <summary>The file, absolute.</summary>
    /// <param name="context">The world.</param>
    /// <param name="output">What the user named; null for the working directory.</param>
    /// <param name="name">The torrent's name.</param>
    public static string For(CommandContext context, string? output, string name) => output switch
    {
        null => context.FullPath(name + ".torrent"),
        _ when IsFolder(context, output) => Path.Combine(context.FullPath(output), name + ".torrent"),
        _ => context.FullPath(output),
    };
}
