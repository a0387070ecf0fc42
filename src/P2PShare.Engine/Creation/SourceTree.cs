namespace P2PShare.Engine.Creation;

/// <summary>What is to be shared, as it was found.</summary>
/// <param name="Path">The file or folder, absolute.</param>
/// <param name="Name">The torrent's name.</param>
/// <param name="IsSingleFile">Whether it is a file and no folder.</param>
/// <param name="Files">All files and links, in the order in which they stand in the torrent.</param>
internal sealed record SourceTree(string Path, string Name, bool IsSingleFile, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Bytes of all files.</summary>
    public long TotalLength { get; } = Files.Sum(file => file.Length);
}
