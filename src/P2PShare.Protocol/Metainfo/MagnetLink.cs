using System.Net;

namespace P2PShare.Protocol.Metainfo;

/// <summary>A magnet link. BEP 9, 52, 53.</summary>
public sealed record MagnetLink
{
    /// <summary><c>xt</c>: <c>urn:btih:</c> as 40 hex digits or 32 base32 characters, <c>urn:btmh:1220…</c>, or both.</summary>
    public required InfoHashes InfoHashes { get; init; }

    /// <summary><c>dn</c>: a name for people; null when absent.</summary>
    public string? DisplayName { get; init; }

    /// <summary><c>xl</c>: bytes; null when absent.</summary>
    public long? ExactLength { get; init; }

    /// <summary><c>tr</c>: announce URLs.</summary>
    public IReadOnlyList<string> Trackers { get; init; } = [];

    /// <summary><c>ws</c>: web seeds.</summary>
    public IReadOnlyList<string> WebSeeds { get; init; } = [];

    /// <summary><c>x.pe</c>: peers, by address or by name.</summary>
    public IReadOnlyList<EndPoint> Peers { get; init; } = [];

    /// <summary><c>so</c>: inclusive ranges of file indexes to be got; empty for all. BEP 53.</summary>
    public IReadOnlyList<(int First, int Last)> SelectOnly { get; init; } = [];

    /// <summary>The link of a torrent: its hashes, name, length, trackers and web seeds.</summary>
    public static MagnetLink Of(TorrentMetainfo metainfo) => throw new NotImplementedException();

    /// <summary>Reads a link.</summary>
    /// <exception cref="MetainfoException">It is no magnet link of a torrent; the message says why.</exception>
    public static MagnetLink Parse(string text) => throw new NotImplementedException();

    /// <summary>The link as text, hashes in hex.</summary>
    public override string ToString() => throw new NotImplementedException();
}
