using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Views;

/// <summary>A torrent's files as a tree of lines: number (as <c>--select</c> takes it), size, and the name set in below its folder's, which has the sum.</summary>
internal static class TorrentTree
{
    /// <summary>The lines.</summary>
    public static IEnumerable<string> Lines(TorrentMetainfo metainfo)
    {
        // Not recursive: how deep folders lie is for whoever made the torrent to say.
        var open = new Stack<(Entry Entry, int Depth)>();
        Push(Grow(metainfo), depth: 0);
        while (open.TryPop(out var next))
        {
            var (entry, depth) = next;
            yield return Line(entry, depth);
            Push(entry, depth + 1);
        }

        void Push(Entry folder, int depth)
        {
            foreach (var child in Enumerable.Reverse(folder.Children))
            {
                open.Push((child, depth));
            }
        }
    }

    private static Entry Grow(TorrentMetainfo metainfo)
    {
        var root = new Entry("");
        var number = 0;
        foreach (var file in metainfo.Files.Where(file => !file.IsPadding))
        {
            number++;
            var components = file.Path.Split('/');
            var folder = root;
            foreach (var component in components[..^1])
            {
                folder = folder.Folder(component);
                folder.Length += file.Length;
                folder.FileCount++;
            }

            folder.Children.Add(new Entry(components[^1]) { Number = number, Length = file.Length, Target = file.SymlinkTarget });
        }

        return root;
    }

    private static string Line(Entry entry, int depth)
    {
        var number = entry.Number is { } own ? own.ToString(CultureInfo.InvariantCulture) : "";
        var rest = entry.Number is null ? $"/  ({Words.Count(entry.FileCount, "file")})" : entry.Target is { } target ? $" -> {target}" : "";
        return $"  {number,6}  {Units.Size(entry.Length),10}  {new string(' ', depth * 2)}{entry.Name}{rest}";
    }

    /// <summary>A file, which has a number, or a folder.</summary>
    private sealed class Entry(string name)
    {
        private Dictionary<string, Entry>? _folders;

        public string Name => name;

        public int? Number { get; init; }

        public string? Target { get; init; }

        public long Length { get; set; }

        public int FileCount { get; set; }

        public List<Entry> Children { get; } = [];

        /// <summary>The folder of a name within this one, made where it is new.</summary>
        public Entry Folder(string folder)
        {
            _folders ??= new Dictionary<string, Entry>(StringComparer.Ordinal);
            if (!_folders.TryGetValue(folder, out var entry))
            {
                entry = new Entry(folder);
                _folders.Add(folder, entry);
                Children.Add(entry);
            }

            return entry;
        }
    }
}
