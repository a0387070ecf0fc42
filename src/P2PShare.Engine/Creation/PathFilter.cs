using Microsoft.Extensions.FileSystemGlobbing;

namespace P2PShare.Engine.Creation;

/// <summary>
/// Decides by its path what is shared. A glob without a <c>/</c> means names at any depth; one with a <c>/</c> means paths below the shared
/// folder. <c>*</c> stands for anything but <c>/</c>, <c>**</c> for folders; upper and lower case differ. What names a folder means all in it.
/// </summary>
internal sealed class PathFilter
{
    private readonly Matcher? _excluded;
    private readonly Matcher? _included;
    private readonly bool _includeHidden;

    public PathFilter(CreationOptions options)
    {
        _excluded = ToMatcher(options.Exclude);
        _included = ToMatcher(options.Include);
        _includeHidden = options.IncludeHidden;
    }

    /// <summary>Whether a file, or a folder with all in it, is left out.</summary>
    public bool LeavesOut(IReadOnlyList<string> path) =>
        (!_includeHidden && JunkNames.Contain(path[^1])) || (_excluded is not null && Matches(_excluded, path));

    /// <summary>Whether a file that is not left out is taken.</summary>
    public bool Takes(IReadOnlyList<string> path) => _included is null || Matches(_included, path);

    private static bool Matches(Matcher matcher, IReadOnlyList<string> path) => matcher.Match(string.Join('/', path)).HasMatches;

    private static Matcher? ToMatcher(IReadOnlyList<string> globs)
    {
        if (globs.Count == 0)
        {
            return null;
        }

        var matcher = new Matcher(StringComparison.Ordinal);
        foreach (var glob in globs)
        {
            var trimmed = glob.Trim('/');
            if (trimmed.Length == 0)
            {
                throw new CreationException($"the glob `{glob}` names nothing");
            }

            var anchored = glob.TrimEnd('/').Contains('/', StringComparison.Ordinal) ? trimmed : $"**/{trimmed}";
            matcher.AddInclude(anchored);
            matcher.AddInclude($"{anchored}/**");
        }

        return matcher;
    }
}
