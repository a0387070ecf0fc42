using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>The system calls that the harness needs and .NET has no name for.</summary>
internal static partial class NativeMethods
{
    public const int SignalKill = 9;
    public const int SignalTerminate = 15;

    /// <summary><c>CLONE_NEWNET</c>.</summary>
    public const int NetworkNamespaces = 0x40000000;

    /// <summary><c>kill(2)</c>.</summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Kill(int processId, int signal);

    /// <summary><c>setns(2)</c>: moves the calling thread into a namespace.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetNamespace(SafeFileHandle file, int kind);
}
