namespace P2PShare.Engine.Storage;

/// <summary>What a store remembers of one file.</summary>
internal sealed class StoredFileState
{
    /// <summary>Held while the file is prepared for its first write.</summary>
    public Lock Preparing { get; } = new();

    /// <summary>Made, with its space reserved where asked. Under <see cref="Preparing"/>, read without.</summary>
    public volatile bool IsPrepared;

    /// <summary>Held while bytes are written: the system lets one write to a file at a time, and whoever waits for that in the kernel keeps a core busy.</summary>
    public Lock Writing { get; } = new();

    /// <summary>Made by this store, so that the folders above it must be flushed once.</summary>
    public volatile bool IsNew;

    /// <summary>Held while the file is looked at again, as someone else changed it.</summary>
    public Lock Checking { get; } = new();

    /// <summary>Found to be wrong when it was looked at again. Under <see cref="Checking"/>.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>Changes by others.</summary>
    public FileWatch Watch { get; } = new();
}
