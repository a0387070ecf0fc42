namespace P2PShare.Protocol.Metainfo;

/// <summary>A file as a torrent states it, before its name is made safe and its place is known.</summary>
internal readonly record struct RawFile
{
    public required RawPath Path { get; init; }

    public required long Length { get; init; }

    public FileTraits Traits { get; init; }

    /// <summary>The target's components, with <see cref="FileTraits.Symlink"/>; never empty then.</summary>
    public ReadOnlyMemory<byte>[]? SymlinkTarget { get; init; }

    public Sha256Hash? PiecesRoot { get; init; }

    public bool IsPadding => Traits.HasFlag(FileTraits.Padding);
}
