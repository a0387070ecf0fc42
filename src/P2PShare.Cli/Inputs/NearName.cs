using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Inputs;

/// <summary>Finds the file that was probably meant where there is none of the name that was given.</summary>
internal static class NearName
{
    private const int MostNames = 10_000;

    /// <summary>A hint; null where no name in that folder is near.</summary>
    public static string? Hint(CommandContext context, string argument) =>
        Find(context, argument) is { } near ? $"Did you mean `{near}`?" : null;

    private static string? Find(CommandContext context, string argument)
    {
        var trimmed = Path.TrimEndingDirectorySeparator(argument);
        var folder = Path.GetDirectoryName(trimmed) ?? "";
        try
        {
            var names = Directory.EnumerateFileSystemEntries(context.FullPath(folder)).Take(MostNames).Select(path => Path.GetFileName(path)!).ToArray();
            var name = Path.GetFileName(trimmed);
            var near = names.FirstOrDefault(known => known == $"{name}.torrent")
                ?? names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                ?? Typos.Nearest(name, names.Where(known => Math.Abs(known.Length - name.Length) <= Typos.FarthestDistance));
            return near is null ? null : Path.Combine(folder, near);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Not even its folder is there, or may be read.
            return null;
        }
    }
}
