using System.Collections.Frozen;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Metainfo;

/// <summary>A torrent, read and checked. Immutable. BEP 3, 5, 12, 17, 19, 27, 47, 52.</summary>
public sealed record TorrentMetainfo
{
    /// <summary>The bytes of the info dictionary exactly as they came; the info-hashes are of these.</summary>
    public required ReadOnlyMemory<byte> InfoBytes { get; init; }

    /// <summary>Which hashes it carries.</summary>
    public required TorrentFormat Format { get; init; }

    /// <summary>Its info-hashes.</summary>
    public required InfoHashes InfoHashes { get; init; }

    /// <summary>The name of the file or folder, made safe.</summary>
    public required string Name { get; init; }

    /// <summary>How the torrent itself spells <see cref="Name"/>; see <see cref="TorrentFile.OriginalPath"/>. Null when it is the same or of no use.</summary>
    public string? OriginalName { get; init; }

    /// <summary>Whether the content is one file called <see cref="Name"/> and not a folder of that name.</summary>
    public required bool IsSingleFile { get; init; }

    /// <summary>All files in the order of their offsets, padding included.</summary>
    public required IReadOnlyList<TorrentFile> Files { get; init; }

    /// <summary>How the content is cut into pieces.</summary>
    public required PieceGeometry Geometry { get; init; }

    /// <summary>v1: 20 bytes a piece; empty in v2.</summary>
    public ReadOnlyMemory<byte> PieceHashes { get; init; }

    /// <summary>v2: for each file larger than one piece its layer of piece hashes, 32 bytes each, keyed by the pieces root; checked against it. Empty in v1.</summary>
    public IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> PieceLayers { get; init; } = FrozenDictionary<Sha256Hash, ReadOnlyMemory<byte>>.Empty;

    /// <summary>Whether every file has the hashes that BEP 52 wants. A hybrid that came by a magnet link from v1 peers alone has not, and is checked by its v1 half.</summary>
    public bool HasPieceLayers => Format != TorrentFormat.V1
        && Files.All(file => file.PiecesRoot is not { } root || file.Length <= Geometry.PieceLength || PieceLayers.ContainsKey(root));

    /// <summary>BEP 27.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Free text that makes another info-hash of the same content; null when absent.</summary>
    public string? Source { get; init; }

    /// <summary>Announce URLs by tier (BEP 12); one tier of one where only <c>announce</c> is there. Only http, https and udp.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>Web seeds, BEP 19 (<c>url-list</c>).</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary>Web seeds, BEP 17 (<c>httpseeds</c>).</summary>
    public IReadOnlyList<string> HttpSeeds { get; init; } = [];

    /// <summary>DHT nodes as HOST:PORT. BEP 5, <c>nodes</c>.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Free text; null when absent.</summary>
    public string? Comment { get; init; }

    /// <summary>The program that made it; null when absent.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Null when absent or not representable.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>Things that are odd but no reason to refuse it, one sentence each (unsorted keys, a renamed file, …).</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Bytes of all files without padding.</summary>
    public long TotalLength => Files.Where(file => !file.IsPadding).Sum(file => file.Length);
}
