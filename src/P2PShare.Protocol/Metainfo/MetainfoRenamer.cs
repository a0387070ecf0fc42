using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Gives a torrent's file or folder, and what is inside, names of the user's choice. The torrent itself stays as it is: the hashes, and how it
/// spells its own names, which web seeds and content of its maker are found by.
/// </summary>
public static class MetainfoRenamer
{
    /// <summary>Renames.</summary>
    /// <param name="metainfo">The torrent, under its own names.</param>
    /// <param name="renamings">
    /// Each <c>OLD=NEW</c>, the last one wins. OLD is the torrent's name, or the path of a file or folder below it, as the torrent has it; NEW is
    /// the name or path in its place. An OLD may contain <c>=</c>: the shortest that there is counts.
    /// </param>
    /// <exception cref="MetainfoException">There is no OLD, or NEW is no name that is safe everywhere, or is another's.</exception>
    public static TorrentMetainfo Rename(TorrentMetainfo metainfo, IEnumerable<string> renamings)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        ArgumentNullException.ThrowIfNull(renamings);
        var name = metainfo.Name;
        var paths = metainfo.Files.Select(file => file.Path).ToArray();
        foreach (var renaming in renamings)
        {
            if (!TryRename(metainfo, renaming, ref name, paths))
            {
                throw new MetainfoException($"nothing in it is called what `{renaming}` renames");
            }
        }

        Check(metainfo, name, paths);
        return metainfo with
        {
            Name = name,
            OriginalName = name == metainfo.Name ? metainfo.OriginalName : metainfo.OriginalName ?? metainfo.Name,
            Files = [.. metainfo.Files.Select((file, index) => paths[index] == file.Path
                ? file
                : file with { Path = paths[index], OriginalPath = file.OriginalPath ?? file.Path })],
        };
    }

    private static bool TryRename(TorrentMetainfo metainfo, string renaming, ref string name, string[] paths)
    {
        for (var equals = renaming.IndexOf('='); equals >= 0; equals = renaming.IndexOf('=', equals + 1))
        {
            var (from, to) = (renaming[..equals], renaming[(equals + 1)..]);
            if (from == metainfo.Name)
            {
                name = to;
                if (metainfo.IsSingleFile)
                {
                    paths[0] = to;
                }

                return true;
            }

            if (!metainfo.IsSingleFile && TryRename(metainfo, from.TrimEnd('/'), to, paths))
            {
                return true;
            }
        }

        return false;
    }

    private static bool TryRename(TorrentMetainfo metainfo, string from, string to, string[] paths)
    {
        var found = false;
        foreach (var (index, file) in metainfo.Files.Index())
        {
            if (file.IsPadding)
            {
                continue;
            }

            if (file.Path == from)
            {
                paths[index] = to;
                found = true;
            }
            else if (file.Path.Length > from.Length && file.Path[from.Length] == '/' && file.Path.StartsWith(from, StringComparison.Ordinal))
            {
                paths[index] = to.TrimEnd('/') + file.Path[from.Length..];
                found = true;
            }
        }

        return found;
    }

    // A name that is safe, and nobody else's, is what becomes of it when it is made so.
    private static void Check(TorrentMetainfo metainfo, string name, string[] paths)
    {
        if (name != metainfo.Name && (name.Length == 0 || SafePaths.ToName(Encoding.UTF8.GetBytes(name), "").Text != name))
        {
            throw new MetainfoException($"`{name}` is no name that every system can store");
        }

        if (metainfo.IsSingleFile)
        {
            return;
        }

        var safe = new SafePaths(long.MaxValue);
        foreach (var (index, file) in metainfo.Files.Index())
        {
            if (!file.IsPadding && safe.Add(RawOf(paths[index])).Text != paths[index])
            {
                throw new MetainfoException($"`{paths[index]}` is no path that every system can store, or is another file's");
            }
        }
    }

    private static RawPath RawOf(string path)
    {
        RawPath? raw = null;
        foreach (var component in path.Split('/'))
        {
            raw = new RawPath(raw, Encoding.UTF8.GetBytes(component));
            if (raw.Depth > RawComponents.MaxDepth)
            {
                throw new MetainfoException($"a file lies more than {RawComponents.MaxDepth} folders deep");
            }
        }

        return raw!;
    }
}
