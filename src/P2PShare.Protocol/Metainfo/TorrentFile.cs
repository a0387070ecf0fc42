namespace P2PShare.Protocol.Metainfo;

/// <summary>One file of a torrent's content. BEP 3 and 47 (v1), BEP 52 (v2).</summary>
public sealed record TorrentFile
{
    /// <summary>Where it lies below the torrent's folder: safe on every platform, components joined by <c>/</c>. For a single-file torrent the name alone.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// How the torrent itself spells <see cref="Path"/>, where that differs and names something below the folder on a POSIX file system; null
    /// otherwise, and to be ignored on Windows. Only for finding content that its maker already has; nothing is ever made under it.
    /// </summary>
    public string? OriginalPath { get; init; }

    /// <summary>Bytes. Not negative.</summary>
    public required long Length { get; init; }

    /// <summary>Where its first byte lies in the space of pieces (see <see cref="Pieces.PieceGeometry"/>).</summary>
    public required long Offset { get; init; }

    /// <summary>A pad file: zeros that are hashed in v1 but never stored, shown or asked for. BEP 47, attribute <c>p</c>.</summary>
    public bool IsPadding { get; init; }

    /// <summary>BEP 47, attribute <c>x</c>.</summary>
    public bool IsExecutable { get; init; }

    /// <summary>BEP 47, attribute <c>h</c>.</summary>
    public bool IsHidden { get; init; }

    /// <summary>BEP 47, attribute <c>l</c>: the target below the torrent's folder, components joined by <c>/</c>; null when it is no symlink. Sanitised as <see cref="Path"/> is.</summary>
    public string? SymlinkTarget { get; init; }

    /// <summary>Root of the file's merkle tree; null in v1 and for an empty file. BEP 52, <c>pieces root</c>.</summary>
    public Sha256Hash? PiecesRoot { get; init; }
}
