using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2PShare.Engine.Storage;

/// <summary>Opens folder after folder, each relative to the one before and refusing links, so that nobody can slip a link in between a check and its use.</summary>
internal sealed class LinuxPathWalk(string? root) : PathWalk(root)
{
    private const uint FileMode = 0x1B6; // rw-rw-rw-, less what the user's mask takes
    private const uint DirectoryMode = 0x1FF; // rwxrwxrwx, likewise

    // Before Linux 5.8 the call ended well whatever had happened.
    private static readonly bool FlushAllReportsFailures = Environment.OSVersion.Version >= new Version(5, 8);

    private static int FolderFlags => LibC.ReadOnly | LibC.Directory | LibC.CloseOnExec;

    public override SafeFileHandle OpenFile(string path, FileIntent intent)
    {
        var flags = LibC.NoFollow | LibC.NonBlocking | LibC.CloseOnExec;
        flags |= intent == FileIntent.Write ? LibC.ReadWrite | LibC.Create : LibC.ReadOnly;
        using var parent = OpenParent(path, make: intent == FileIntent.Write, out var name);
        return RefuseWhatIsNoFile(OpenAt(parent, name, flags, path), path);
    }

    public override void CreateDirectory(string path)
    {
        if (Root is null)
        {
            Directory.CreateDirectory(path);
            return;
        }

        var (trusted, components) = Split(path);
        OpenFolder(trusted, components, make: true).Dispose();
    }

    public override void CreateSymbolicLink(string path, string target)
    {
        using var parent = OpenParent(path, make: true, out var name);
        if (LibC.SymbolicLinkAt(target, parent, name) != 0)
        {
            throw LibC.ToException(Marshal.GetLastPInvokeError(), path);
        }
    }

    public override void FlushDirectory(string path)
    {
        var (trusted, components) = Split(path);
        using var folder = OpenFolder(trusted, components, make: false);
        RandomAccess.FlushToDisk(folder);
    }

    public override bool TryFlushAll(string folder)
    {
        if (!FlushAllReportsFailures || !IsLocal(folder))
        {
            return false;
        }

        var (trusted, components) = Split(folder);
        using var any = OpenFolder(trusted, components, make: false);
        return LibC.FlushFileSystem(any) == 0 ? true : throw LibC.ToException(Marshal.GetLastPInvokeError(), folder);
    }

    // Others, such as those in user space, take the call and do not pass it on to what they stand on.
    private static bool IsLocal(string folder) =>
        new DriveInfo(folder).DriveFormat is "ext2" or "ext3" or "ext4" or "xfs" or "btrfs" or "f2fs" or "tmpfs" or "overlay" or "overlayfs";

    private SafeFileHandle OpenParent(string path, bool make, out string name)
    {
        var (trusted, components) = Split(path);
        if (components.Length == 0)
        {
            throw LibC.ToException(ErrorNumber.IsADirectory, path);
        }

        name = components[^1];
        return OpenFolder(trusted, components.AsSpan()[..^1], make);
    }

    private static SafeFileHandle OpenFolder(string trusted, ReadOnlySpan<string> components, bool make)
    {
        if (make && !Directory.Exists(trusted))
        {
            Directory.CreateDirectory(trusted);
        }

        var folder = OpenTrusted(trusted);
        var at = trusted;
        foreach (var component in components)
        {
            at = Path.Join(at, component);
            using var parent = folder;
            folder = OpenComponent(parent, component, make, at);
        }

        return folder;
    }

    private static SafeFileHandle OpenComponent(SafeFileHandle parent, string name, bool make, string path)
    {
        try
        {
            return OpenAt(parent, name, FolderFlags | LibC.NoFollow, path);
        }
        catch (FileNotFoundException) when (make)
        {
            if (LibC.MakeDirectoryAt(parent, name, DirectoryMode) != 0 && Marshal.GetLastPInvokeError() is var error and not LibC.AlreadyExists)
            {
                throw LibC.ToException(error, path);
            }

            return OpenAt(parent, name, FolderFlags | LibC.NoFollow, path);
        }
    }

    private static SafeFileHandle OpenTrusted(string path)
    {
        int descriptor;
        do
        {
            descriptor = LibC.Open(path, FolderFlags, 0);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted);
        return Own(descriptor, path);
    }

    private static SafeFileHandle OpenAt(SafeFileHandle folder, string name, int flags, string path)
    {
        int descriptor;
        do
        {
            descriptor = LibC.OpenAt(folder, name, flags, FileMode);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted);
        return Own(descriptor, path);
    }

    private static SafeFileHandle Own(int descriptor, string path) => descriptor >= 0
        ? new SafeFileHandle(descriptor, ownsHandle: true)
        : throw LibC.ToException(Marshal.GetLastPInvokeError(), path);

    private static SafeFileHandle RefuseWhatIsNoFile(SafeFileHandle handle, string path)
    {
        try
        {
            if (File.GetAttributes(handle).HasFlag(FileAttributes.Directory))
            {
                throw LibC.ToException(ErrorNumber.IsADirectory, path);
            }

            // Pipes and sockets have no length.
            _ = RandomAccess.GetLength(handle);
            return handle;
        }
        catch (NotSupportedException exception)
        {
            handle.Dispose();
            throw new IOException($"Not a plain file : '{path}'", exception) { HResult = ErrorNumber.IsADirectory };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
