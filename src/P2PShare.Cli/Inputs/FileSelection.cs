using System.Collections.Frozen;
using System.Globalization;
using Microsoft.Extensions.FileSystemGlobbing;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>Which files of a torrent are wanted: numbers as <c>--list</c> prints them, or globs.</summary>
internal static class FileSelection
{
    /// <summary>Indexes into the torrent's files, as a link chooses them (BEP 53); null for all, or where it chooses none that there is.</summary>
    public static IReadOnlySet<int>? Of(TorrentMetainfo metainfo, MagnetLink magnet)
    {
        var wanted = magnet.SelectOnly
            .SelectMany(range => Enumerable.Range(range.First, Math.Max(0, Math.Min(range.Last, metainfo.Files.Count - 1) - range.First + 1)))
            .Where(index => !metainfo.Files[index].IsPadding)
            .ToHashSet();
        return wanted.Count > 0 ? wanted : null;
    }

    /// <summary>Indexes into the torrent's files; null when nothing was asked for and so all are.</summary>
    /// <exception cref="CommandException">Something selects nothing.</exception>
    public static IReadOnlySet<int>? Of(TorrentMetainfo metainfo, IReadOnlyList<string> selections)
    {
        if (selections.Count == 0)
        {
            return null;
        }

        return selections.SelectMany(selection => Matches(metainfo, selection)).ToHashSet();
    }

    /// <summary>Files to get before or after the others, by their indexes; of several that name a file the last one counts.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="priorities">Each a selection, <c>=</c>, and the priority.</param>
    /// <exception cref="CommandException">Something selects nothing, or names no priority.</exception>
    public static IReadOnlyDictionary<int, FilePriority> Priorities(TorrentMetainfo metainfo, IReadOnlyList<string> priorities)
    {
        if (priorities.Count == 0)
        {
            return FrozenDictionary<int, FilePriority>.Empty;
        }

        var chosen = new Dictionary<int, FilePriority>();
        foreach (var text in priorities)
        {
            var equals = text.LastIndexOf('=');
            if (equals < 0 || !TryParsePriority(text[(equals + 1)..], out var priority))
            {
                throw new CommandException(UserError.Usage($"`{text}` is no value for --priority: expected PATTERN=high, =normal or =low"));
            }

            foreach (var index in Matches(metainfo, text[..equals]))
            {
                chosen[index] = priority;
            }
        }

        return chosen;
    }

    private static bool TryParsePriority(string text, out FilePriority priority)
    {
        (var isOne, priority) = text switch
        {
            "high" => (true, FilePriority.High),
            "normal" => (true, FilePriority.Normal),
            "low" => (true, FilePriority.Low),
            _ => (false, default),
        };
        return isOne;
    }

    private static int[] Matches(TorrentMetainfo metainfo, string selection)
    {
        var files = metainfo.Files.Index().Where(file => !file.Item.IsPadding).ToArray();
        int[] matches;
        if (TryParseNumbers(selection, files.Length, out var numbers))
        {
            matches = [.. numbers.Where(number => number <= files.Length).Select(number => files[number - 1].Index)];
        }
        else
        {
            var glob = Glob(selection);
            matches = [.. files.Where(file => glob.Match(file.Item.Path).HasMatches).Select(file => file.Index)];
        }

        return matches.Length > 0 ? matches : throw new CommandException(UserError.NothingSelected(metainfo.Name, selection));
    }

    /// <summary>Reads <c>1,3-5</c>; ranges are cut at the number of files.</summary>
    private static bool TryParseNumbers(string selection, int count, out List<int> numbers)
    {
        numbers = [];
        foreach (var part in selection.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || first < 1)
            {
                return false;
            }

            for (var number = first; number <= Math.Min(last, count); number++)
            {
                numbers.Add(number);
            }
        }

        return true;
    }

    /// <summary>A pattern without a slash matches a file or folder of that name anywhere, as the globs of <c>create</c> do.</summary>
    private static Matcher Glob(string pattern)
    {
        var trimmed = pattern.Trim('/');
        var anchored = pattern.TrimEnd('/').Contains('/', StringComparison.Ordinal) ? trimmed : "**/" + trimmed;
        return new Matcher(StringComparison.Ordinal).AddInclude(anchored).AddInclude(anchored + "/**");
    }
}
