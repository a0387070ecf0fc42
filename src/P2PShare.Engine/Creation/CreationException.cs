namespace P2PShare.Engine.Creation;

/// <summary>What cannot become a torrent. The message names the path and the cause; for users.</summary>
public sealed class CreationException : Exception
{
    /// <summary>With a sentence for users, and whether the disk is the cause (exit code 6) or the input (3).</summary>
    public CreationException(string message, bool isStorage = false, Exception? innerException = null)
        : base(message, innerException) => IsStorage = isStorage;

    /// <summary>Whether the disk refused: i/o error, permission.</summary>
    public bool IsStorage { get; }

    /// <summary>Whether there may be something that is only left out because hidden files were not asked for.</summary>
    public bool MayBeHidden { get; init; }
}
