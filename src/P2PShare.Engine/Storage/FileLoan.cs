namespace P2PShare.Engine.Storage;

/// <summary>An open file, borrowed. Disposed exactly once by whoever borrowed it.</summary>
internal readonly struct FileLoan(FileHandleCache cache, OpenFile file, IFileHandle handle) : IDisposable
{
    /// <summary>The open file; not to be disposed, nor used after the loan is given back.</summary>
    public IFileHandle Handle => handle;

    /// <summary>Gives it back.</summary>
    public void Dispose() => cache.Return(file);
}
