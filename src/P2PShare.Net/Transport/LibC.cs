using System.Runtime.InteropServices;

namespace P2PShare.Net.Transport;

/// <summary>The calls of Linux's C library that .NET does not offer: many datagrams at once.</summary>
internal static unsafe partial class LibC
{
    internal const int Interrupted = 4;
    internal const int WouldBlock = 11;
    internal const int NotImplemented = 38;

    /// <summary>MSG_TRUNC: the datagram was longer than its buffer.</summary>
    internal const int Truncated = 0x20;

    /// <summary>MSG_NOSIGNAL.</summary>
    internal const int NoSignal = 0x4000;

    /// <summary>MSG_WAITFORONE: wait for the first, and take what else is there.</summary>
    internal const int WaitForOne = 0x10000;

    internal const ushort InterNetwork = 2;
    internal const ushort InterNetworkV6 = 10;

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    internal static partial int ReceiveMany(SafeHandle socket, Message* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    internal static partial int SendMany(SafeHandle socket, Message* messages, uint count, int flags);

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Buffer
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Header
    {
        public byte* Name;
        public uint NameLength;
        public Buffer* Buffers;
        public nuint BufferCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public Header Header;
        public uint Length;
    }
}
