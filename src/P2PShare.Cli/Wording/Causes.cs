namespace P2PShare.Cli.Wording;

/// <summary>Says in a clause why the system refused something.</summary>
internal static class Causes
{
    /// <summary>The cause in the system's usual words, without the path, which the message around it names.</summary>
    public static string Of(Exception exception) => exception switch
    {
        FileNotFoundException => "no such file",
        DirectoryNotFoundException => "no such folder",
        PathTooLongException => "the name is too long",
        UnauthorizedAccessException => "permission denied",
        IOException { HResult: DiskFull or DiskFullOnWindows } => "no space left on the disk",
        _ => exception.Message,
    };

    // ENOSPC as the runtime passes it on, and ERROR_DISK_FULL.
    private const int DiskFull = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
}
