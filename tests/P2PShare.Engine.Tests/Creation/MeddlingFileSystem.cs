using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Tests.Creation;

/// <summary>Real files, with something done before each call that reads: fail, change a file, cancel.</summary>
internal sealed class MeddlingFileSystem(Action<string, string> beforeCall) : IFileSystem
{
    private readonly PhysicalFileSystem _inner = new();

    /// <summary>Handles that are open now.</summary>
    public int OpenHandles;

    /// <summary>A name that every folder seems to have in it; null for none.</summary>
    public string? ExtraName { get; init; }

    public IFileSystem Below(string root) => throw new NotSupportedException();

    public IFileHandle Open(string path, FileIntent intent)
    {
        beforeCall("open", path);
        var handle = new Handle(this, _inner.Open(path, intent), path);
        Interlocked.Increment(ref OpenHandles);
        return handle;
    }

    public FileFacts? Look(string path)
    {
        beforeCall("look", path);
        return _inner.Look(path);
    }

    public IReadOnlyList<string> List(string directory)
    {
        beforeCall("list", directory);
        return ExtraName is null ? _inner.List(directory) : [.. _inner.List(directory), ExtraName];
    }

    public string? LinkTarget(string path)
    {
        beforeCall("link", path);
        return _inner.LinkTarget(path);
    }

    public void CreateDirectory(string path) => throw new NotSupportedException();

    public void CreateSymbolicLink(string path, string target) => throw new NotSupportedException();

    public void MakeExecutable(string path) => throw new NotSupportedException();

    public void Move(string from, string to) => throw new NotSupportedException();

    public void Delete(string path) => throw new NotSupportedException();

    public void FlushDirectory(string path) => throw new NotSupportedException();

    public IFileHandle? TryLock(string path) => throw new NotSupportedException();

    public bool TryFlushAll(string path) => throw new NotSupportedException();

    public long? FreeSpace(string path) => throw new NotSupportedException();

    private sealed class Handle(MeddlingFileSystem owner, IFileHandle inner, string path) : IFileHandle
    {
        private int _isDisposed;

        public long Length => inner.Length;

        public DateTime Modified => inner.Modified;

        public int Read(Span<byte> destination, long position)
        {
            owner.Before("read", path);
            return inner.Read(destination, position);
        }

        public long Read(IReadOnlyList<Memory<byte>> destinations, long position) => throw new NotSupportedException();

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) => throw new NotSupportedException();

        public void SetLength(long length) => throw new NotSupportedException();

        public void Preallocate(long length) => throw new NotSupportedException();

        public void Flush() => throw new NotSupportedException();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                Interlocked.Decrement(ref owner.OpenHandles);
            }

            inner.Dispose();
        }
    }

    private void Before(string call, string path) => beforeCall(call, path);
}
