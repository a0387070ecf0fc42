using System.Runtime.InteropServices;

namespace P2PShare.Cli.Terminals;

/// <summary>The few calls of the C library about terminals that .NET does not offer, or not to a process that may be sent to the background.</summary>
internal static partial class LibC
{
    internal const short Readable = 1;
    internal const int AfterOutput = 1;

    /// <summary>The signal of Ctrl-Z, which stops a process unless nobody could let it go on.</summary>
    internal static int Stop => OperatingSystem.IsMacOS() ? 18 : 20;

    [LibraryImport("libc", EntryPoint = "kill")]
    internal static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    internal static partial int ProcessGroup();

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    internal static partial int ForegroundGroup(int file);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    internal static partial int GetAttributes(int file, Span<byte> attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    internal static partial int SetAttributes(int file, int when, ReadOnlySpan<byte> attributes);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    internal static partial int Control(int file, nuint request, out WindowSize size);

    [LibraryImport("libc", EntryPoint = "read")]
    internal static partial nint Read(int file, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    internal static partial int Poll(ref PollRequest request, nuint count, int milliseconds);

    /// <summary>The size of a terminal, in cells and in dots.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    /// <summary>What is waited for, and what has come.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PollRequest
    {
        public int File;
        public short Awaited;
        public short Happened;
    }
}
