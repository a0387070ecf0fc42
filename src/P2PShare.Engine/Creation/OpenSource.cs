using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Creation;

/// <summary>
/// A file while it is read, once from end to end, by several threads at once: opened for the first byte, closed after the last. Finds out
/// whether it is still the file that was found.
/// </summary>
internal sealed class OpenSource(SourceFile file, IFileSystem fileSystem) : IDisposable
{
    private readonly Lock _lock = new();
    private IFileHandle? _handle;
    private long _unread = file.Length;

    public SourceFile File => file;

    /// <summary>Reads exactly as many bytes as there is room for. No byte is read twice.</summary>
    /// <exception cref="CreationException">It cannot be read, or has changed.</exception>
    public void Read(Span<byte> destination, long position)
    {
        try
        {
            if (Open().Read(destination, position) < destination.Length)
            {
                throw CreationErrors.Changed(file.Path);
            }

            if (Interlocked.Add(ref _unread, -destination.Length) == 0)
            {
                Dispose();
                RequireUnchanged();
            }
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw CreationErrors.Unreadable(exception, file.Path);
        }
    }

    /// <summary>Says to the system that this part will be read soon, where it is so long that its disk had better know.</summary>
    /// <exception cref="CreationException">It cannot be read, or has changed.</exception>
    public void WillRead(long position, int length)
    {
        try
        {
            if (length >= PhysicalFileHandle.LeastAnnounced)
            {
                Open().WillRead(position, length);
            }
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw CreationErrors.Unreadable(exception, file.Path);
        }
    }

    /// <summary>Compares what lies at the path now with what was found.</summary>
    /// <exception cref="CreationException">It cannot be looked at, or has changed.</exception>
    public void RequireUnchanged()
    {
        try
        {
            if (fileSystem.Look(file.Path) is not { IsFile: true } now || now.Length != file.Length || now.Modified != file.Modified)
            {
                throw CreationErrors.Changed(file.Path);
            }
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw CreationErrors.Unreadable(exception, file.Path);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _handle?.Dispose();
            _handle = null;
        }
    }

    private IFileHandle Open()
    {
        lock (_lock)
        {
            if (_handle is null)
            {
                _handle = fileSystem.Open(file.Path, FileIntent.Read);
                if (_handle.Length != file.Length || _handle.Modified != file.Modified)
                {
                    throw CreationErrors.Changed(file.Path);
                }
            }

            return _handle;
        }
    }
}
