using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>What a TORRENT argument turned out to be.</summary>
/// <param name="Argument">As the user wrote it.</param>
internal abstract record TorrentInput(string Argument)
{
    /// <summary>A whole torrent.</summary>
    /// <param name="Argument">As the user wrote it.</param>
    /// <param name="Metainfo">What it describes.</param>
    /// <param name="Bytes">The torrent file as it came.</param>
    /// <param name="Path">The file it came from, absolute; null for standard input and URLs.</param>
    public sealed record File(string Argument, TorrentMetainfo Metainfo, byte[] Bytes, string? Path) : TorrentInput(Argument);

    /// <summary>A magnet link or a bare info-hash: the hash and perhaps a name and where to ask.</summary>
    public sealed record Link(string Argument, MagnetLink Magnet) : TorrentInput(Argument);
}
