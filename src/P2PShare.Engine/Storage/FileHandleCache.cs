namespace P2PShare.Engine.Storage;

/// <summary>
/// Keeps files open between calls, at most so many at once over all torrents. The one used least recently is closed first, and none that is
/// in use: then there are for a moment as many more as there are threads in the disk's calls. Thread-safe.
/// </summary>
internal sealed class FileHandleCache(int capacity = FileHandleCache.DefaultCapacity) : IDisposable
{
    /// <summary>Open files that are kept unless told otherwise: a quarter of what a process may have on an ordinary Linux, so that sessions have room.</summary>
    public const int DefaultCapacity = 256;

    private readonly Lock _lock = new();

    // Under the lock. The list is ordered by last use, the latest first.
    private readonly Dictionary<string, LinkedListNode<OpenFile>> _byPath = [];
    private readonly LinkedList<OpenFile> _byUse = [];

    // Under the lock. Goes on with each call to close what is unused.
    private int _round;

    /// <summary>Files kept open now, those in use included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byPath.Count;
            }
        }
    }

    /// <summary>Lends an open file; disposing the loan gives it back. A file open for reading is opened anew when it is to be written.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public FileLoan Borrow(IFileSystem files, string path, FileIntent intent)
    {
        var file = Take(path, intent);
        try
        {
            return new FileLoan(this, file, file.Open(files, path));
        }
        catch
        {
            Forget(file);
            Return(file);
            throw;
        }
    }

    /// <summary>Closes a file as soon as nobody uses it; who borrows it next opens it anew.</summary>
    public void Forget(string path)
    {
        OpenFile? file;
        lock (_lock)
        {
            file = _byPath.GetValueOrDefault(path)?.Value;
        }

        if (file is not null)
        {
            Forget(file);
        }
    }

    /// <summary>Closes the files that nobody has used since the call before: those of torrents at rest.</summary>
    public void CloseUnused()
    {
        List<OpenFile> toClose = [];
        lock (_lock)
        {
            for (var node = _byUse.Last; node is not null && node.Value.Round < _round;)
            {
                var before = node.Previous;
                if (node.Value.Users == 0)
                {
                    RemoveUnderLock(node, toClose);
                }

                node = before;
            }

            _round++;
        }

        foreach (var old in toClose)
        {
            old.Close();
        }
    }

    /// <summary>Closes all files that nobody uses, and the others when they are given back.</summary>
    public void Dispose()
    {
        OpenFile[] all;
        lock (_lock)
        {
            all = [.. _byUse];
        }

        foreach (var file in all)
        {
            Forget(file);
        }
    }

    /// <summary>For <see cref="FileLoan"/> alone.</summary>
    internal void Return(OpenFile file)
    {
        var isLast = false;
        lock (_lock)
        {
            if (--file.Users == 0)
            {
                isLast = file.IsForgotten || _byPath.Count > capacity;
                if (isLast && !file.IsForgotten)
                {
                    RemoveUnderLock(_byPath[file.Path], []);
                }
            }
        }

        if (isLast)
        {
            file.Close();
        }
    }

    private OpenFile Take(string path, FileIntent intent)
    {
        List<OpenFile> toClose = [];
        OpenFile file;
        lock (_lock)
        {
            if (_byPath.TryGetValue(path, out var node) && intent == FileIntent.Write && node.Value.Intent == FileIntent.Read)
            {
                RemoveUnderLock(node, toClose);
                node = null;
            }

            node ??= AddUnderLock(new OpenFile(path, intent), toClose);
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            file = node.Value;
            file.Users++;
            file.Round = _round;
        }

        foreach (var old in toClose)
        {
            old.Close();
        }

        return file;
    }

    private LinkedListNode<OpenFile> AddUnderLock(OpenFile file, List<OpenFile> toClose)
    {
        for (var node = _byUse.Last; node is not null && _byPath.Count >= capacity;)
        {
            var before = node.Previous;
            if (node.Value.Users == 0)
            {
                RemoveUnderLock(node, toClose);
            }

            node = before;
        }

        return _byPath[file.Path] = _byUse.AddFirst(file);
    }

    private void RemoveUnderLock(LinkedListNode<OpenFile> node, List<OpenFile> toClose)
    {
        _byUse.Remove(node);
        _byPath.Remove(node.Value.Path);
        node.Value.IsForgotten = true;
        if (node.Value.Users == 0)
        {
            toClose.Add(node.Value);
        }
    }

    private void Forget(OpenFile file)
    {
        List<OpenFile> toClose = [];
        lock (_lock)
        {
            if (_byPath.TryGetValue(file.Path, out var node) && node.Value == file)
            {
                RemoveUnderLock(node, toClose);
            }
        }

        foreach (var old in toClose)
        {
            old.Close();
        }
    }
}
