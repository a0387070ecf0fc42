using System.Globalization;
using System.Net;
using System.Text;

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

    /// <summary><c>so</c>: inclusive ranges of file indexes to be got, ascending and apart; empty for all. BEP 53.</summary>
    public IReadOnlyList<(int First, int Last)> SelectOnly { get; init; } = [];

    /// <summary>The link of a torrent: its hashes, name, length, trackers and web seeds.</summary>
    public static MagnetLink Of(TorrentMetainfo metainfo)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        return new MagnetLink
        {
            InfoHashes = metainfo.InfoHashes,
            DisplayName = metainfo.Name,
            ExactLength = metainfo.TotalLength,
            Trackers = [.. metainfo.Trackers.SelectMany(tier => tier)],
            WebSeeds = metainfo.WebSeeds,
        };
    }

    /// <summary>Reads a link. Parameters that are unknown, or that are odd and not the info-hash, are left out.</summary>
    /// <exception cref="MetainfoException">It is no magnet link of a torrent; the message says why.</exception>
    public static MagnetLink Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new MagnetReader().Read(text);
    }

    /// <summary>The link as text, hashes in hex.</summary>
    public override string ToString()
    {
        var builder = new StringBuilder("magnet:?");
        Append(builder, "xt", InfoHashes.V1 is { } v1 ? [$"urn:btih:{v1}"] : []);
        Append(builder, "xt", InfoHashes.V2 is { } v2 ? [$"urn:btmh:1220{v2}"] : []);
        Append(builder, "dn", string.IsNullOrEmpty(DisplayName) ? [] : [Uri.EscapeDataString(DisplayName)]);
        Append(builder, "xl", ExactLength is { } length ? [length.ToString(CultureInfo.InvariantCulture)] : []);
        Append(builder, "tr", Trackers.Select(Uri.EscapeDataString));
        Append(builder, "ws", WebSeeds.Select(Uri.EscapeDataString));
        Append(builder, "x.pe", Peers.Select(Write));
        Append(builder, "so", SelectOnly.Count == 0 ? [] : [FileSelection.Write(SelectOnly)]);
        return builder.ToString();
    }

    private static string Write(EndPoint peer) => peer is DnsEndPoint name
        ? string.Create(CultureInfo.InvariantCulture, $"{name.Host}:{name.Port}")
        : peer.ToString()!;

    private static void Append(StringBuilder builder, string name, IEnumerable<string> values)
    {
        foreach (var value in values)
        {
            builder.Append(builder[^1] == '?' ? "" : "&").Append(name).Append('=').Append(value);
        }
    }
}
