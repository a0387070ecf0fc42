using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>How a torrent is made of a file or folder. Immutable.</summary>
public sealed record CreationOptions
{
    /// <summary>Which hashes. Default: v1, which every client takes.</summary>
    public TorrentFormat Format { get; init; } = TorrentFormat.V1;

    /// <summary>The torrent's name; null for the file's or folder's own.</summary>
    public string? Name { get; init; }

    /// <summary>Bytes of a piece; null to choose by size. A power of two of at least 16 KiB, except that v1 takes any multiple of 16 KiB.</summary>
    public int? PieceLength { get; init; }

    /// <summary>BEP 27.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Free text in the info dictionary; null for none.</summary>
    public string? Source { get; init; }

    /// <summary>Tiers of announce URLs.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>BEP 19.</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary>DHT nodes as HOST:PORT.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Free text; null for none.</summary>
    public string? Comment { get; init; }

    /// <summary>Null leaves it out.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Null leaves it out.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>Globs of paths to leave out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Globs of the only paths to take; empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Takes hidden and junk files too.</summary>
    public bool IncludeHidden { get; init; }

    /// <summary>Takes what symbolic links point to, and not the links.</summary>
    public bool FollowSymlinks { get; init; }

    /// <summary>Hash workers; null for one a core.</summary>
    public int? Threads { get; init; }
}

/// <summary>How far a creation or a check is. Sizes in bytes.</summary>
public readonly record struct HashProgress(long BytesDone, long BytesTotal);
