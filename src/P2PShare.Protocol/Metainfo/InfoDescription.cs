namespace P2PShare.Protocol.Metainfo;

/// <summary>What an info dictionary is to say. Immutable.</summary>
public sealed record InfoDescription
{
    /// <summary>Which hashes it carries.</summary>
    public required TorrentFormat Format { get; init; }

    /// <summary>The name of the file or folder.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the content is one file called <see cref="Name"/> and not a folder of that name.</summary>
    public required bool IsSingleFile { get; init; }

    /// <summary>Bytes of a piece. In v2 and hybrid a power of two of at least 16 KiB.</summary>
    public required int PieceLength { get; init; }

    /// <summary>All files without padding; in v2 and hybrid in the order of <see cref="ContentOrder"/>. For a single file its path is the name alone.</summary>
    public required IReadOnlyList<DescribedFile> Files { get; init; }

    /// <summary>v1 and hybrid: 20 bytes a piece, padding hashed with the rest (<see cref="InfoDictionaryWriter.PaddingAfter"/>).</summary>
    public ReadOnlyMemory<byte> PieceHashes { get; init; }

    /// <summary>BEP 27.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Free text that makes another info-hash of the same content; null for none.</summary>
    public string? Source { get; init; }
}
