using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Watching;

/// <summary>
/// The folder in which torrents appear, and the folders below it to which they are moved. Who puts files there is not trusted: links are left
/// alone, what is empty (as a pipe is) is not opened, and nothing is overwritten. Not for several threads at once, but for moving.
/// </summary>
/// <param name="path">The folder, absolute.</param>
/// <param name="time">The clock that settling is measured by.</param>
internal sealed class WatchFolder(string path, TimeProvider time)
{
    public const string LinkExtension = ".magnet";

    private const string TorrentExtension = ".torrent";
    private const int MostOfOneName = 1000;

    /// <summary>A file that has not changed for this long is not being written any more.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Sighting> _seen = new(StringComparer.Ordinal);

    /// <summary>The folder, absolute.</summary>
    public string FullPath => path;

    /// <summary>Torrents and links in the folder, in the order of their names.</summary>
    /// <param name="isTaken">Whether somebody deals with a file already.</param>
    /// <exception cref="IOException">The folder cannot be read now.</exception>
    public IReadOnlyList<WatchedFile> Look(Func<string, bool> isTaken)
    {
        var now = time.GetTimestamp();
        var files = new List<WatchedFile>();
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Candidates(path))
        {
            there.Add(file.Name);
            if (!isTaken(file.Name))
            {
                files.Add(Sight(file, now));
            }
        }

        foreach (var gone in _seen.Keys.Where(name => !there.Contains(name)).ToArray())
        {
            _seen.Remove(gone);
        }

        return files;
    }

    /// <summary>Torrents and links in a folder below it; none where it is not there.</summary>
    public IReadOnlyList<WatchedFile> LookBelow(string folder) => IsFolder(Path.Join(path, folder))
        ? [.. Candidates(Path.Join(path, folder)).Select(file => new WatchedFile(file.Name, file.FullName, file.Length, IsSettled: true, IsNews: true))]
        : [];

    /// <summary>Moves a file into a folder below, under a name that is free there.</summary>
    /// <param name="file">Where it lies now.</param>
    /// <param name="folder">The folder, which is made where it is not there.</param>
    /// <returns>Where it lies then; null where it is gone.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public string? Move(string file, string folder)
    {
        var target = Path.Join(path, folder);
        Directory.CreateDirectory(target);
        if (!IsFolder(target))
        {
            throw new IOException($"`{folder}` is a link, which could lead anywhere");
        }

        var name = Path.GetFileNameWithoutExtension(file);
        for (var number = 1; number <= MostOfOneName; number++)
        {
            var free = Path.Join(target, number == 1 ? Path.GetFileName(file) : $"{name} ({number}){Path.GetExtension(file)}");
            if (Path.Exists(free) || Path.Exists(free + ".error"))
            {
                continue;
            }

            try
            {
                File.Move(file, free, overwrite: false);
                return free;
            }
            catch (FileNotFoundException)
            {
                return null;
            }
        }

        throw new IOException($"there are {MostOfOneName} files of that name in `{folder}` already");
    }

    /// <summary>Writes why a file failed beside it.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Explain(string file, UserError error) =>
        AtomicFile.Write(file + ".error", System.Text.Encoding.UTF8.GetBytes(Printable.Line(error.Message) + "\n" + (error.Hint is { } hint ? Printable.Line(hint) + "\n" : "")), replace: false);

    private static bool IsFolder(string folder) => new DirectoryInfo(folder) is { Exists: true, LinkTarget: null };

    private static IEnumerable<FileInfo> Candidates(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Directory, IgnoreInaccessible = true })
        .Where(file => file.Name[0] != '.' && file.Extension.ToLowerInvariant() is TorrentExtension or LinkExtension && IsFilled(file))
        .OrderBy(file => file.Name, StringComparer.Ordinal);

    private static bool IsFilled(FileInfo file)
    {
        try
        {
            return file.Length > 0;
        }
        catch (FileNotFoundException)
        {
            // It has gone since it was listed.
            return false;
        }
    }

    private WatchedFile Sight(FileInfo file, long now)
    {
        var (length, written) = (file.Length, file.LastWriteTimeUtc);
        var isNews = !_seen.TryGetValue(file.Name, out var seen) || (seen.Length, seen.Written) != (length, written);
        if (isNews)
        {
            _seen[file.Name] = seen = new Sighting(length, written, now);
        }

        return new WatchedFile(file.Name, file.FullName, length, time.GetElapsedTime(seen!.Since, now) >= SettleTime, isNews);
    }

    private sealed record Sighting(long Length, DateTime Written, long Since);
}
