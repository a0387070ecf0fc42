namespace P2PShare.Engine.Storage;

/// <summary>A place of <see cref="FileHandleCache"/>: a file that is open, or that the first of those who wait for it opens.</summary>
internal sealed class OpenFile(string path, FileIntent intent)
{
    private readonly Lock _opening = new();
    private IFileHandle? _handle;

    public string Path => path;

    public FileIntent Intent => intent;

    /// <summary>Loans that were not yet given back. Under the cache's lock.</summary>
    public int Users { get; set; }

    /// <summary>The cache's round in which it was last borrowed. Under the cache's lock.</summary>
    public int Round { get; set; }

    /// <summary>No longer in the cache: closed by the last user. Under the cache's lock.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The handle. Others who want this file wait, those who want another do not.</summary>
    public IFileHandle Open(IFileSystem files, string at)
    {
        lock (_opening)
        {
            return _handle ??= files.Open(at, intent);
        }
    }

    /// <summary>Closes it. Nobody uses it any more.</summary>
    public void Close() => _handle?.Dispose();
}
