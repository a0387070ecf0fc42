using System.Runtime.InteropServices;

namespace P2PShare.Engine.Storage;

/// <summary>Says what an exception of the file system means to the user: which kind of failure, why, and the way out.</summary>
internal static class StorageFailures
{
    /// <summary>Whether an exception is the machine's failure, and not a bug.</summary>
    public static bool IsFailure(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>The failure to do something to a path.</summary>
    /// <param name="exception">What the file system threw.</param>
    /// <param name="doing">What was tried: "writing", "reading", …</param>
    /// <param name="path">To what.</param>
    public static StorageException Translate(Exception exception, string doing, string path)
    {
        var error = Number(exception);
        return Kind(exception, error) switch
        {
            StorageFailure.DiskFull => new StorageException(
                StorageFailure.DiskFull,
                path,
                $"{(IsQuota(error) ? "disk quota exceeded" : "no space left on device")} while {doing} `{path}`: free some space and run the same command again",
                exception),
            StorageFailure.Denied => new StorageException(
                StorageFailure.Denied,
                path,
                error is ErrorNumber.ReadOnlyFileSystem or ErrorNumber.WriteProtected
                    ? $"read-only file system while {doing} `{path}`: make it writable or choose another folder"
                    : $"permission denied while {doing} `{path}`: change its permissions or choose another folder",
                exception),
            StorageFailure.Changed => new StorageException(
                StorageFailure.Changed,
                path,
                $"{Obstacle(error)} while {doing} `{path}`: put it right and run the same command again",
                exception),
            var other => new StorageException(
                other,
                path,
                $"{Cause(exception, error)} while {doing} `{path}`: check the disk and run the same command again",
                exception),
        };
    }

    /// <summary>What was found out by ourselves: a file is not what we left.</summary>
    public static StorageException ChangedByOthers(string path, string how) =>
        new(StorageFailure.Changed, path, $"`{path}` {how}: run the same command again, which checks it");

    private static StorageFailure Kind(Exception exception, int error) => error switch
    {
        ErrorNumber.NoSpace or ErrorNumber.DiskFull or ErrorNumber.HandleDiskFull => StorageFailure.DiskFull,
        _ when IsQuota(error) => StorageFailure.DiskFull,
        ErrorNumber.ReadOnlyFileSystem or ErrorNumber.WriteProtected => StorageFailure.Denied,
        ErrorNumber.NotADirectory or ErrorNumber.IsADirectory or ErrorNumber.TooManyLinks or ErrorNumber.TooManyLinksMac => StorageFailure.Changed,
        _ => exception switch
        {
            UnauthorizedAccessException => StorageFailure.Denied,
            FileNotFoundException or DirectoryNotFoundException => StorageFailure.Changed,
            _ => StorageFailure.Io,
        },
    };

    // .NET keeps the number of what it reports as denied in the inner exception.
    private static int Number(Exception exception) =>
        exception is UnauthorizedAccessException { InnerException: IOException inner } ? inner.HResult : exception.HResult;

    private static bool IsQuota(int error) => error is ErrorNumber.QuotaExceededWindows
        || error == (OperatingSystem.IsMacOS() ? ErrorNumber.QuotaExceededMac : ErrorNumber.QuotaExceeded);

    private static string Obstacle(int error) => error switch
    {
        ErrorNumber.IsADirectory => "something that is no file is in the way",
        ErrorNumber.NotADirectory => "something that is no folder (a symbolic link is not followed) is in the way",
        ErrorNumber.TooManyLinks or ErrorNumber.TooManyLinksMac => "a symbolic link, which is not followed, is in the way",
        _ => "file or folder not found",
    };

    // The system's words without the path that .NET puts behind them, since ours is there already.
    private static string Cause(Exception exception, int error) => error is > 0 and < 4096
        ? Uncapitalised(Marshal.GetPInvokeErrorMessage(error))
        : Uncapitalised(exception.Message.TrimEnd('.'));

    private static string Uncapitalised(string text) => text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
