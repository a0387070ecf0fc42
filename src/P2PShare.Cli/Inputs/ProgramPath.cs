namespace P2PShare.Cli.Inputs;

/// <summary>
/// Finds a program as a shell does: by its path where it has one, else in <c>PATH</c>. Never in the current folder, where a file that a
/// torrent brought may have the name of a program.
/// </summary>
internal static class ProgramPath
{
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Where it is, absolute; null where there is no such program.</summary>
    public static string? Find(CommandContext context, string name)
    {
        if (name.AsSpan().ContainsAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            return FormsOf(context, context.FullPath(name)).FirstOrDefault(IsProgram);
        }

        var folders = (context.Variable("PATH") ?? "").Split(Path.PathSeparator).Where(Path.IsPathRooted);
        return folders.SelectMany(folder => FormsOf(context, Path.Join(folder, name))).FirstOrDefault(IsProgram);
    }

    private static IEnumerable<string> FormsOf(CommandContext context, string path) => OperatingSystem.IsWindows()
        ? (context.Variable("PATHEXT") ?? ".EXE").Split(';').Select(extension => path + extension).Prepend(path)
        : [path];

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() ? Path.HasExtension(path) : (File.GetUnixFileMode(path) & Execute) != 0);
}
