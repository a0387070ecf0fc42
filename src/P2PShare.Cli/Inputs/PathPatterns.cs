using System.IO.Enumeration;

namespace P2PShare.Cli.Inputs;

/// <summary>
/// Finds what a pattern stands for that no shell has expanded: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders. As in a shell,
/// what is there by that very name is taken, hidden names are not matched by <c>*</c>, and a pattern that matches nothing stands for itself.
/// </summary>
internal static class PathPatterns
{
    private const string AnyFolders = "**";

    /// <summary>What the argument stands for, in the order of names.</summary>
    public static IReadOnlyList<string> Expand(CommandContext context, string argument)
    {
        if (!IsPattern(argument) || Path.Exists(context.FullPath(argument)))
        {
            return [argument];
        }

        var root = Path.GetPathRoot(argument) ?? "";
        var parts = argument[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        string[] matches = [.. Below(context, root, Simplify(parts), 0)];
        return matches.Length > 0 ? matches : [argument];
    }

    private static bool IsPattern(string argument) =>
        argument.AsSpan().ContainsAny('*', '?')
        && !argument.StartsWith("magnet:", StringComparison.OrdinalIgnoreCase)
        && !TorrentDownload.IsUrl(argument);

    /// <summary>Several <c>**</c> in a row are one; the last part stands for names.</summary>
    private static string[] Simplify(string[] parts)
    {
        string[] simple = [.. parts.Where((part, index) => part != AnyFolders || index == 0 || parts[index - 1] != AnyFolders)];
        return simple is [.., AnyFolders] ? [.. simple, "*"] : simple;
    }

    private static IEnumerable<string> Below(CommandContext context, string folder, string[] parts, int at)
    {
        if (at == parts.Length)
        {
            return [folder];
        }

        var part = parts[at];
        if (part == AnyFolders)
        {
            return Below(context, folder, parts, at + 1)
                .Concat(Names(context, folder, "*", foldersOnly: true).SelectMany(name => Below(context, Path.Combine(folder, name), parts, at)));
        }

        if (part.AsSpan().ContainsAny('*', '?'))
        {
            return Names(context, folder, part, foldersOnly: at + 1 < parts.Length).SelectMany(name => Below(context, Path.Combine(folder, name), parts, at + 1));
        }

        var path = Path.Combine(folder, part);
        return Path.Exists(context.FullPath(path)) ? Below(context, path, parts, at + 1) : [];
    }

    /// <summary>Names in a folder. Links to folders are named but not walked into by <c>**</c>, which could go round in a circle.</summary>
    private static IEnumerable<string> Names(CommandContext context, string folder, string pattern, bool foldersOnly)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };
        return new FileSystemEnumerable<string>(context.FullPath(folder), (ref entry) => entry.FileName.ToString(), options)
        {
            ShouldIncludePredicate = (ref entry) =>
                (pattern[0] == '.' || entry.FileName[0] != '.')
                && (!foldersOnly || (entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)))
                && FileSystemName.MatchesSimpleExpression(pattern, entry.FileName, ignoreCase: OperatingSystem.IsWindows()),
        }.Order(StringComparer.Ordinal);
    }
}
