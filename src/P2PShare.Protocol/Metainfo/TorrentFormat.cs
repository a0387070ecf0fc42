namespace P2PShare.Protocol.Metainfo;

/// <summary>Which hashes a torrent carries.</summary>
public enum TorrentFormat
{
    /// <summary>SHA-1 of whole pieces (BEP 3).</summary>
    V1,

    /// <summary>SHA-256 merkle trees of 16 KiB blocks, a tree a file (BEP 52).</summary>
    V2,

    /// <summary>Both, over one layout with pad files (BEP 52, "Upgrade Path").</summary>
    Hybrid,
}
