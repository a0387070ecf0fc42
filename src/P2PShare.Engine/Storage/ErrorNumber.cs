namespace P2PShare.Engine.Storage;

/// <summary>What <see cref="Exception.HResult"/> of an <see cref="IOException"/> holds for the failures that are told apart: the system's own error number, which on Windows comes as a Win32 code.</summary>
internal static class ErrorNumber
{
    // Alike on Linux, macOS and the BSDs.
    internal const int NotPermitted = 1;
    internal const int NoSuchEntry = 2;
    internal const int IoError = 5;
    internal const int AccessDenied = 13;
    internal const int NotADirectory = 20;
    internal const int IsADirectory = 21;
    internal const int NoSpace = 28;
    internal const int ReadOnlyFileSystem = 30;

    // Linux.
    internal const int WouldBlock = 11;
    internal const int TooManyLinks = 40;
    internal const int QuotaExceeded = 122;

    // macOS.
    internal const int WouldBlockMac = 35;
    internal const int TooManyLinksMac = 62;
    internal const int QuotaExceededMac = 69;

    // Windows.
    internal const int WriteProtected = unchecked((int)0x80070013);
    internal const int SharingViolation = unchecked((int)0x80070020);
    internal const int HandleDiskFull = unchecked((int)0x80070027);
    internal const int DiskFull = unchecked((int)0x80070070);
    internal const int QuotaExceededWindows = unchecked((int)0x8007050F);
}
