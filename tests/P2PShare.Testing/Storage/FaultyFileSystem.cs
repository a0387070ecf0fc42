using P2PShare.Engine.Storage;

namespace P2PShare.Testing.Storage;

/// <summary>A file system in front of another that fails when it is told to. Counts all operations, over all folders that it is confined to.</summary>
public sealed class FaultyFileSystem : IFileSystem
{
    private readonly IFileSystem _inner;
    private readonly FaultPlan _plan;

    /// <summary>In front of another; everything works until the plan says otherwise.</summary>
    public FaultyFileSystem(IFileSystem inner, FaultPlan plan)
    {
        _inner = inner;
        _plan = plan;
    }

    /// <inheritdoc/>
    public IFileSystem Below(string root) => new FaultyFileSystem(_inner.Below(root), _plan);

    /// <inheritdoc/>
    public IFileHandle Open(string path, FileIntent intent)
    {
        _plan.Before(intent == FileIntent.Write ? FileOperation.OpenToWrite : FileOperation.OpenToRead, path);
        return new FaultyFileHandle(_inner.Open(path, intent), path, _plan);
    }

    /// <inheritdoc/>
    public FileFacts? Look(string path)
    {
        _plan.Before(FileOperation.Look, path);
        return _inner.Look(path);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        _plan.Before(FileOperation.Look, directory);
        return _inner.List(directory);
    }

    /// <inheritdoc/>
    public string? LinkTarget(string path)
    {
        _plan.Before(FileOperation.Look, path);
        return _inner.LinkTarget(path);
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        _plan.Before(FileOperation.Make, path);
        _inner.CreateDirectory(path);
    }

    /// <inheritdoc/>
    public void CreateSymbolicLink(string path, string target)
    {
        _plan.Before(FileOperation.Make, path);
        _inner.CreateSymbolicLink(path, target);
    }

    /// <inheritdoc/>
    public void MakeExecutable(string path)
    {
        _plan.Before(FileOperation.Permit, path);
        _inner.MakeExecutable(path);
    }

    /// <inheritdoc/>
    public void Move(string from, string to)
    {
        _plan.Before(FileOperation.Move, to);
        _inner.Move(from, to);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        _plan.Before(FileOperation.Delete, path);
        _inner.Delete(path);
    }

    /// <inheritdoc/>
    public void FlushDirectory(string path)
    {
        _plan.Before(FileOperation.Flush, path);
        _inner.FlushDirectory(path);
    }

    /// <inheritdoc/>
    public bool TryFlushAll(string folder)
    {
        _plan.Before(FileOperation.Flush, folder);
        return _inner.TryFlushAll(folder);
    }

    /// <inheritdoc/>
    public IFileHandle? TryLock(string path)
    {
        _plan.Before(FileOperation.Lock, path);
        return _inner.TryLock(path) is { } handle ? new FaultyFileHandle(handle, path, _plan) : null;
    }

    /// <inheritdoc/>
    public long? FreeSpace(string path) => _inner.FreeSpace(path);

    private sealed class FaultyFileHandle(IFileHandle inner, string path, FaultPlan plan) : IFileHandle
    {
        public long Length => inner.Length;

        public DateTime Modified => inner.Modified;

        public int Read(Span<byte> destination, long position)
        {
            plan.Before(FileOperation.Read, path);
            return inner.Read(destination, position);
        }

        public long Read(IReadOnlyList<Memory<byte>> destinations, long position)
        {
            plan.Before(FileOperation.Read, path);
            return inner.Read(destinations, position);
        }

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
        {
            if (plan.FailureOf(FileOperation.Write, path, buffers.Sum(buffer => buffer.Length)) is { } failure)
            {
                if (plan.Tears(path))
                {
                    inner.Write([buffers[0][..(buffers[0].Length / 2)]], position);
                }

                throw failure;
            }

            inner.Write(buffers, position);
        }

        public void SetLength(long length)
        {
            plan.Before(FileOperation.Resize, path);
            inner.SetLength(length);
        }

        public void Preallocate(long length)
        {
            plan.Before(FileOperation.Resize, path);
            inner.Preallocate(length);
        }

        public void Flush()
        {
            plan.Before(FileOperation.Flush, path);
            inner.Flush();
        }

        public void Dispose() => inner.Dispose();
    }
}
