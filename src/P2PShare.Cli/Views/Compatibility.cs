using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Views;

/// <summary>Which programs in use cannot take a format.</summary>
internal static class Compatibility
{
    /// <summary>A sentence on who cannot take it; null where everybody can.</summary>
    public static string? RemarkOn(TorrentFormat format) => format switch
    {
        TorrentFormat.Hybrid => "aria2 1.36 computes a wrong info-hash for hybrid torrents, and Transmission 3.00 refuses them; `--format v1` suits every client",
        TorrentFormat.V2 => "aria2 and Transmission cannot take v2 torrents; `--format v1` suits every client",
        _ => null,
    };
}
