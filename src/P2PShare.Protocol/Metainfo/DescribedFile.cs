namespace P2PShare.Protocol.Metainfo;

/// <summary>A file that an info dictionary is to have. Immutable.</summary>
public sealed record DescribedFile
{
    /// <summary>The components of its path below the torrent's folder, exactly as they are called.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>Bytes; 0 for a symlink.</summary>
    public required long Length { get; init; }

    /// <summary>BEP 47, attribute <c>x</c>.</summary>
    public bool IsExecutable { get; init; }

    /// <summary>BEP 47, attribute <c>h</c>.</summary>
    public bool IsHidden { get; init; }

    /// <summary>BEP 47, attribute <c>l</c>: the components of the target's path below the torrent's folder; null when it is no symlink.</summary>
    public IReadOnlyList<string>? SymlinkTarget { get; init; }

    /// <summary>v2 and hybrid: the root of its merkle tree; null for an empty file or a symlink.</summary>
    public Sha256Hash? PiecesRoot { get; init; }
}
