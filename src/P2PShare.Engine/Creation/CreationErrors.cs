using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Creation;

/// <summary>Words failures to read what is to be shared.</summary>
internal static class CreationErrors
{
    /// <summary>The system refused to read something.</summary>
    public static CreationException Unreadable(Exception exception, string path)
    {
        var failure = StorageFailures.Translate(exception, "reading", path);
        return failure.Failure == StorageFailure.Changed
            ? new CreationException(failure.Message, isStorage: false, exception)
            : new CreationException(failure.Message, isStorage: true, exception);
    }

    /// <summary>Something is no longer as it was when the work began.</summary>
    public static CreationException Changed(string path) =>
        new($"`{path}` changed while it was read: run the same command again when nothing writes to it");
}
