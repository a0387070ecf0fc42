namespace P2PShare.Engine.Creation;

/// <summary>A file or symbolic link that is to be shared, as it was found.</summary>
/// <param name="Path">Where it is read from: absolute, and no link.</param>
/// <param name="Components">Its path below the shared folder, as it is called there; for a single file the torrent's name.</param>
/// <param name="Length">Bytes; 0 for a link.</param>
/// <param name="Modified">When its content was last changed, UTC.</param>
/// <param name="IsExecutable">The owner may run it.</param>
/// <param name="LinkTarget">Components of what it points to below the shared folder; null when it is no link.</param>
internal sealed record SourceFile(
    string Path,
    IReadOnlyList<string> Components,
    long Length,
    DateTime Modified,
    bool IsExecutable,
    IReadOnlyList<string>? LinkTarget = null);
