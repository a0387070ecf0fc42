using System.Globalization;
using Microsoft.Extensions.FileSystemGlobbing;
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

        var files = metainfo.Files.Index().Where(file => !file.Item.IsPadding).ToArray();
        var wanted = new HashSet<int>();
        foreach (var selection in selections)
        {
            var matches = files.Where(Chosen(selection, files.Length)).Select(file => file.Index).ToArray();
            if (matches.Length == 0)
            {
                throw new CommandException(UserError.NothingSelected(metainfo.Name, selection));
            }

            wanted.UnionWith(matches);
        }

        return wanted;

        Func<(int Index, TorrentFile Item), bool> Chosen(string selection, int count)
        {
            if (!TryParseNumbers(selection, count, out var numbers))
            {
                var glob = Glob(selection);
                return file => glob.Match(file.Item.Path).HasMatches;
            }

            var chosen = numbers.Where(number => number <= count).Select(number => files[number - 1].Index).ToHashSet();
            return file => chosen.Contains(file.Index);
        }
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
