using P2PShare.Engine.Storage;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class StorageFailuresTests
{
    public static TheoryData<Exception, StorageFailure, string> Failures => new()
    {
        { new IOException("No space left on device : '/y'", 28), StorageFailure.DiskFull, "no space left on device while writing `/x`: free some space and run the same command again" },
        { new IOException("quota", 122), StorageFailure.DiskFull, "disk quota exceeded while writing `/x`: free some space and run the same command again" },
        { new UnauthorizedAccessException("denied"), StorageFailure.Denied, "permission denied while writing `/x`: change its permissions or choose another folder" },
        { new IOException("read-only", 30), StorageFailure.Denied, "read-only file system while writing `/x`: make it writable or choose another folder" },
        { new UnauthorizedAccessException("read-only", new IOException("read-only", 30)), StorageFailure.Denied, "read-only file system while writing `/x`: make it writable or choose another folder" },
        { new FileNotFoundException("gone"), StorageFailure.Changed, "file or folder not found while writing `/x`: put it right and run the same command again" },
        { new IOException("link", 40), StorageFailure.Changed, "a symbolic link, which is not followed, is in the way while writing `/x`: put it right and run the same command again" },
        { new IOException("Input/output error : '/y'", 5), StorageFailure.Io, "input/output error while writing `/x`: check the disk and run the same command again" },
        { new IOException("It broke."), StorageFailure.Io, "it broke while writing `/x`: check the disk and run the same command again" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Names_the_path_the_cause_and_the_way_out(Exception exception, StorageFailure failure, string message)
    {
        var translated = StorageFailures.Translate(exception, "writing", "/x");

        translated.Failure.ShouldBe(failure);
        translated.Message.ShouldBe(message);
        translated.Path.ShouldBe("/x");
        translated.InnerException.ShouldBeSameAs(exception);
    }
}
