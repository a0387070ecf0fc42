namespace P2PShare.Engine.Storage;

/// <summary>Why the disk refused.</summary>
public enum StorageFailure
{
    /// <summary>No space is left, or a quota is used up.</summary>
    DiskFull,

    /// <summary>Permission denied, or a read-only file system.</summary>
    Denied,

    /// <summary>A file or folder that was there is gone, shorter, or something else is in its place.</summary>
    Changed,

    /// <summary>Anything else that the system calls an i/o error.</summary>
    Io,
}

/// <summary>The disk refused. The message names the path, the cause and the way out; for users.</summary>
public sealed class StorageException : Exception
{
    /// <summary>With the kind of failure, the path and the cause.</summary>
    public StorageException(StorageFailure failure, string path, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
        Path = path;
    }

    /// <summary>Why.</summary>
    public StorageFailure Failure { get; }

    /// <summary>Which file or folder.</summary>
    public string Path { get; }
}
