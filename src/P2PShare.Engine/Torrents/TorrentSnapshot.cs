using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Torrents;

/// <summary>What a torrent looked like at one moment. Sizes in bytes, rates in bytes a second.</summary>
public sealed record TorrentSnapshot
{
    /// <summary>Which torrent.</summary>
    public required InfoHashes InfoHashes { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is doing.</summary>
    public required TorrentState State { get; init; }

    /// <summary>Bytes that are wanted, and that are there and checked. While checking: bytes looked at.</summary>
    public long BytesDone { get; init; }

    /// <summary>Bytes that are wanted.</summary>
    public long BytesTotal { get; init; }

    /// <summary>Content bytes received in all runs, as far as recorded, useless ones included.</summary>
    public long Downloaded { get; init; }

    /// <summary>Content bytes sent in all runs, as far as recorded.</summary>
    public long Uploaded { get; init; }

    /// <summary>Content bytes received twice or found wrong in this run.</summary>
    public long Wasted { get; init; }

    /// <summary>Content bytes received a second.</summary>
    public long DownloadRate { get; init; }

    /// <summary>Content bytes sent a second.</summary>
    public long UploadRate { get; init; }

    /// <summary>Sessions.</summary>
    public int Peers { get; init; }

    /// <summary>Sessions with a peer that has everything.</summary>
    public int Seeds { get; init; }

    /// <summary>Addresses known.</summary>
    public int KnownPeers { get; init; }

    /// <summary>Until it is complete, at the present rate; null when there is no telling.</summary>
    public TimeSpan? Eta { get; init; }

    /// <summary>Bytes uploaded in all runs divided by the content's length.</summary>
    public double Ratio { get; init; }

    /// <summary>Time since it was added.</summary>
    public TimeSpan Elapsed { get; init; }
}
