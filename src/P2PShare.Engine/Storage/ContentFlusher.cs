namespace P2PShare.Engine.Storage;

/// <summary>Makes files durable, with the folders that new ones are entered in, and finds those that vanished or were replaced while they were written.</summary>
/// <param name="layout">Where everything lies.</param>
/// <param name="handles">The open files.</param>
/// <param name="isChangedByOthers">Whether someone else changed a file that is open.</param>
internal sealed class ContentFlusher(ContentLayout layout, FileHandleCache handles, Func<StoredFile, IFileHandle, bool> isChangedByOthers)
{
    // From here on the whole file system is flushed at once: a file by itself costs a wait for the disk, and there may be thousands of small ones.
    private const int ManyFiles = 16;

    /// <summary>Flushes.</summary>
    /// <exception cref="StorageException">The disk refused, or a file is no longer the one that was written.</exception>
    public void Flush(IReadOnlyList<(StoredFile File, StoredFileState State)> files)
    {
        var isAllFlushed = files.Count(entry => !entry.File.IsParts) >= ManyFiles && TryFlushAll();
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (file, state) in files)
        {
            FlushFile(file, state, isAllFlushed && !file.IsParts);
            if (state.IsNew && !isAllFlushed && !file.IsParts)
            {
                AddFoldersAbove(file.Path, folders);
            }
        }

        FlushFolders(folders);
        foreach (var (_, state) in files)
        {
            state.IsNew = false;
        }
    }

    /// <summary>Makes the entries of these paths durable, up to the content's folder.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void FlushEntries(IReadOnlyList<string> paths)
    {
        if (paths.Count >= ManyFiles && TryFlushAll())
        {
            return;
        }

        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            AddFoldersAbove(path, folders);
        }

        FlushFolders(folders);
    }

    private static void Do(Action flush, string path)
    {
        try
        {
            flush();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "flushing", path);
        }
    }

    private void FlushFolders(SortedSet<string> folders)
    {
        foreach (var folder in folders)
        {
            Do(() => layout.FileSystem.FlushDirectory(folder), folder);
        }
    }

    private bool TryFlushAll()
    {
        var done = false;
        Do(() => done = layout.FileSystem.TryFlushAll(layout.ContentDirectory), layout.ContentDirectory);
        return done;
    }

    private void FlushFile(StoredFile file, StoredFileState state, bool isFlushed) => Do(
        () =>
        {
            using var loan = handles.Borrow(file.FileSystem, file.Path, FileIntent.Read);
            var look = state.Watch.BeginLook();
            if (!isFlushed)
            {
                loan.Handle.Flush();
            }

            var modified = loan.Handle.Modified;
            ThrowIfReplaced(file, loan.Handle, modified);
            if (isChangedByOthers(file, loan.Handle))
            {
                throw StorageFailures.ChangedByOthers(file.Path, "was changed by another program");
            }

            state.Watch.Settle(modified, look);
        },
        file.Path);

    // What we hold open and what lies at the path must be one file. Writes that go on meanwhile move the time between the two looks.
    private static void ThrowIfReplaced(StoredFile file, IFileHandle handle, DateTime modifiedBefore)
    {
        if (file.FileSystem.Look(file.Path) is not { IsFile: true } facts)
        {
            throw StorageFailures.ChangedByOthers(file.Path, "was deleted or replaced by another program");
        }

        if (facts.Modified < modifiedBefore || facts.Modified > handle.Modified)
        {
            throw StorageFailures.ChangedByOthers(file.Path, "was replaced by another program");
        }
    }

    private void AddFoldersAbove(string path, SortedSet<string> folders)
    {
        for (var folder = Path.GetDirectoryName(path); folder is not null && folders.Add(folder) && folder != layout.ContentDirectory;)
        {
            folder = Path.GetDirectoryName(folder);
        }
    }
}
