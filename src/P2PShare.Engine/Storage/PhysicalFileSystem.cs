using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace P2PShare.Engine.Storage;

/// <summary>The system's own files.</summary>
public sealed class PhysicalFileSystem : IFileSystem
{
    // The defaults leave out what is hidden and what may not be read.
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly PathWalk _walk;

    /// <summary>All files that the process may use.</summary>
    public PhysicalFileSystem()
        : this(root: null)
    {
    }

    private PhysicalFileSystem(string? root) => _walk = PathWalk.For(root);

    /// <inheritdoc/>
    public IFileSystem Below(string root) => new PhysicalFileSystem(Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));

    /// <inheritdoc/>
    public IFileHandle Open(string path, FileIntent intent) => new PhysicalFileHandle(_walk.OpenFile(path, intent), path);

    /// <inheritdoc/>
    public FileFacts? Look(string path)
    {
        var info = new FileInfo(path);
        if ((int)info.Attributes == -1 || _walk.LeadsThroughLink(path))
        {
            return null;
        }

        var isLink = info.LinkTarget is not null;
        var isDirectory = !isLink && info.Attributes.HasFlag(FileAttributes.Directory);
        var isExecutable = !OperatingSystem.IsWindows() && !isLink && !isDirectory && info.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        return new FileFacts(isDirectory || isLink ? 0 : info.Length, info.LastWriteTimeUtc, isDirectory, isLink, isExecutable);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        // As for something in it, so that the folder itself is no link either.
        RefuseLinkedFolders(Path.Join(directory, "_"));
        return [.. new FileSystemEnumerable<string>(directory, static (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything)];
    }

    /// <inheritdoc/>
    public string? LinkTarget(string path) => _walk.LeadsThroughLink(path) ? null : new FileInfo(path).LinkTarget;

    /// <inheritdoc/>
    public void CreateDirectory(string path) => _walk.CreateDirectory(path);

    /// <inheritdoc/>
    public void CreateSymbolicLink(string path, string target) => _walk.CreateSymbolicLink(path, target);

    /// <inheritdoc/>
    public void MakeExecutable(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = _walk.OpenFile(path, FileIntent.Read);
        var mode = File.GetUnixFileMode(handle) | UnixFileMode.UserExecute;
        mode |= mode.HasFlag(UnixFileMode.GroupRead) ? UnixFileMode.GroupExecute : UnixFileMode.None;
        mode |= mode.HasFlag(UnixFileMode.OtherRead) ? UnixFileMode.OtherExecute : UnixFileMode.None;
        File.SetUnixFileMode(handle, mode);
    }

    /// <inheritdoc/>
    public void Move(string from, string to)
    {
        RefuseLinkedFolders(from);
        RefuseLinkedFolders(to);
        File.Move(from, to, overwrite: true);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        RefuseLinkedFolders(path);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Then the file is missing too.
        }
    }

    /// <inheritdoc/>
    public void FlushDirectory(string path) => _walk.FlushDirectory(path);

    /// <inheritdoc/>
    public bool TryFlushAll(string folder) => _walk.TryFlushAll(folder);

    /// <inheritdoc/>
    public IFileHandle? TryLock(string path)
    {
        try
        {
            return new PhysicalFileHandle(OpenLocked(path), path);
        }
        catch (IOException exception) when (exception.HResult is ErrorNumber.WouldBlock or ErrorNumber.WouldBlockMac or ErrorNumber.SharingViolation)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public long? FreeSpace(string path)
    {
        var folder = path;
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        try
        {
            return folder is null ? null : new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private SafeFileHandle OpenLocked(string path)
    {
        RefuseLinkedFolders(path);
        return File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    private void RefuseLinkedFolders(string path)
    {
        if (_walk.LeadsThroughLink(path))
        {
            throw new IOException($"A symbolic link is in the way : '{path}'", ErrorNumber.TooManyLinks);
        }
    }
}
