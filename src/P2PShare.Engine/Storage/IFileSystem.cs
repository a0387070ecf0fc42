namespace P2PShare.Engine.Storage;

/// <summary>The operations on files that the engine needs, one call each, so that a test can make the N-th one fail. Paths are absolute.</summary>
/// <remarks>Failures are the BCL's own exceptions (<see cref="IOException"/>, <see cref="UnauthorizedAccessException"/>); <see cref="StorageException"/> is made of them one layer up.</remarks>
public interface IFileSystem
{
    /// <summary>The same files, confined to a folder: no path outside it is taken, and below it no symbolic link is followed, wherever in a path it stands. The folder itself may be reached through links.</summary>
    IFileSystem Below(string root);

    /// <summary>Opens a file for positioned reads, and writes where asked; never follows a symbolic link in its last component, never opens what is no file.</summary>
    IFileHandle Open(string path, FileIntent intent);

    /// <summary>What is at a path, without following a symbolic link; null where there is nothing.</summary>
    FileFacts? Look(string path);

    /// <summary>The names of what is in a folder, in no order.</summary>
    IReadOnlyList<string> List(string directory);

    /// <summary>What a symbolic link says it points to, as it is written there; null where there is no link.</summary>
    string? LinkTarget(string path);

    /// <summary>Makes a folder and those above it.</summary>
    void CreateDirectory(string path);

    /// <summary>Makes a symbolic link.</summary>
    void CreateSymbolicLink(string path, string target);

    /// <summary>Lets the owner run a file, and others who may read it; does nothing where the system knows no such thing.</summary>
    void MakeExecutable(string path);

    /// <summary>Renames a file over another, whole or not at all.</summary>
    void Move(string from, string to);

    /// <summary>Deletes a file; nothing happens where it is missing.</summary>
    void Delete(string path);

    /// <summary>Makes a folder's entries durable.</summary>
    void FlushDirectory(string path);

    /// <summary>Makes everything durable that was written on the file system that a folder lies on; false where the system has no way that also says when it failed. For many files at once it is far faster than one by one.</summary>
    bool TryFlushAll(string folder);

    /// <summary>Opens a file (made when missing) and holds the system's exclusive lock on it until it is disposed or the process ends, however it ends; null where someone else holds it.</summary>
    IFileHandle? TryLock(string path);

    /// <summary>Bytes that can still be written below a folder, which need not be there yet; null where the system does not say.</summary>
    long? FreeSpace(string path);
}

/// <summary>What a file is opened for.</summary>
public enum FileIntent
{
    /// <summary>Reading what is there.</summary>
    Read,

    /// <summary>Reading and writing; made when missing, folders too.</summary>
    Write,
}

/// <summary>What is known of a path.</summary>
/// <param name="Length">Bytes; 0 for a folder.</param>
/// <param name="Modified">When its content was last changed, UTC.</param>
/// <param name="IsDirectory">A folder.</param>
/// <param name="IsSymbolicLink">A link, whatever it points to.</param>
/// <param name="IsExecutable">The owner may run it.</param>
public readonly record struct FileFacts(long Length, DateTime Modified, bool IsDirectory, bool IsSymbolicLink, bool IsExecutable)
{
    /// <summary>A plain file: neither a folder nor a link.</summary>
    public bool IsFile => !IsDirectory && !IsSymbolicLink;
}
