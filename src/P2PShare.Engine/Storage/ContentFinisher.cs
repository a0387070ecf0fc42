using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>Makes what no piece brings into being: folders, empty files, symbolic links and executable bits of what is wanted. BEP 47. Doing it twice does no harm.</summary>
internal sealed class ContentFinisher(ContentLayout layout)
{
    private readonly IFileSystem _files = layout.FileSystem;
    private readonly List<string> _made = [];

    /// <summary>Does it, once. The paths that were made, whose folders are yet to be flushed.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public IReadOnlyList<string> Finish()
    {
        Do(() => _files.CreateDirectory(layout.TorrentDirectory), "making", layout.TorrentDirectory);
        for (var i = 0; i < layout.Metainfo.Files.Count; i++)
        {
            var file = layout.Metainfo.Files[i];
            if (layout.IsWanted(i) && !file.IsPadding)
            {
                Finish(file, layout.PathOf(file));
            }
        }

        return _made;
    }

    private static void Do(Action action, string doing, string path)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, doing, path);
        }
    }

    private void Finish(TorrentFile file, string path)
    {
        if (file.SymlinkTarget is { } target)
        {
            Do(() => MakeLink(path, target), "linking", path);
            return;
        }

        if (file.Length == 0)
        {
            Do(() => MakeEmpty(path), "making", path);
        }

        if (file.IsExecutable)
        {
            Do(() => MakeExecutable(path), "making executable", path);
        }
    }

    private void MakeEmpty(string path)
    {
        if (_files.Look(path) is null)
        {
            _files.Open(path, FileIntent.Write).Dispose();
            _made.Add(path);
        }
    }

    private void MakeExecutable(string path)
    {
        try
        {
            if (_files.Look(path) is { IsFile: true, IsExecutable: false })
            {
                _files.MakeExecutable(path);
            }
        }
        catch (UnauthorizedAccessException)
        {
            // Someone else's file, or a file system without such bits: the content is all there.
        }
    }

    // The target is named from the torrent's folder (BEP 47) and the link from its own, so that the folder can be moved. What would lead
    // out is not made, and nothing that is there already is replaced.
    private void MakeLink(string path, string target)
    {
        var inside = layout.TorrentDirectory + Path.DirectorySeparatorChar;
        var full = Path.GetFullPath(Path.Join(layout.TorrentDirectory, target));
        var leadsOut = !full.StartsWith(inside, StringComparison.Ordinal) || full.Length == inside.Length;
        if (layout.Metainfo.IsSingleFile || leadsOut || _files.Look(path) is not null)
        {
            return;
        }

        try
        {
            _files.CreateSymbolicLink(path, Path.GetRelativePath(Path.GetDirectoryName(path)!, full));
            _made.Add(path);
        }
        catch (UnauthorizedAccessException)
        {
            // Not every user may make links on Windows, nor every file system keep them: the content is all there.
        }
    }
}
