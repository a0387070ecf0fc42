using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2PShare.Engine.Storage;

/// <summary>The few calls of Linux's C library that .NET does not offer: opening relative to a folder without following links, reserving space, and announcing reads.</summary>
internal static partial class LibC
{
    internal const int ReadOnly = 0;
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;

    // Not to wait for the other end of a named pipe that lies where a file should; a file takes no notice.
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    // Advice: the bytes will be read.
    internal const int WillNeed = 3;

    internal const int NoSuchEntry = 2;
    internal const int Interrupted = 4;
    internal const int AlreadyExists = 17;
    internal const int InvalidArgument = 22;
    internal const int NotSupported = 95;

    // Two flags that differ between processor families.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    internal static int Directory => IsArm ? 0x4000 : 0x10000;

    internal static int NoFollow => IsArm ? 0x8000 : 0x20000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenAt(SafeFileHandle directory, string name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int MakeDirectoryAt(SafeFileHandle directory, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SymbolicLinkAt(string target, SafeFileHandle directory, string name);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    internal static partial int Advise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int FlushFileSystem(SafeFileHandle any);

    /// <summary>The exception that .NET's own calls throw for an error number.</summary>
    internal static Exception ToException(int error, string path)
    {
        var message = $"{Marshal.GetPInvokeErrorMessage(error)} : '{path}'";
        return error switch
        {
            NoSuchEntry => new FileNotFoundException(message, path),
            ErrorNumber.NotPermitted or ErrorNumber.AccessDenied => new UnauthorizedAccessException(message, new IOException(message, error)),
            _ => new IOException(message, error),
        };
    }
}
