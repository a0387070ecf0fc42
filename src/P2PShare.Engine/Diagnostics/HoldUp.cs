namespace P2PShare.Engine.Diagnostics;

/// <summary>What holds a torrent up now.</summary>
public enum HoldUp
{
    /// <summary>It looks at what is already there.</summary>
    Checking,

    /// <summary>It was paused.</summary>
    Paused,

    /// <summary>It has ended.</summary>
    Stopped,

    /// <summary>Connected peers are asked what the info-hash stands for.</summary>
    FindingMetadata,

    /// <summary>Nobody is known, or for a seed: nobody can find us.</summary>
    NoPeers,

    /// <summary>Peers are known and none can be connected to.</summary>
    CannotConnect,

    /// <summary>Peers are known and are being connected to.</summary>
    Connecting,

    /// <summary>No connected peer has anything that is missing.</summary>
    MissingPieces,

    /// <summary>All peers that have something for us choke us.</summary>
    Choked,

    /// <summary>As fast as the peers that let us ask send.</summary>
    PeersUpload,

    /// <summary>Our limit down.</summary>
    DownloadLimit,

    /// <summary>Our limit up.</summary>
    UploadLimit,

    /// <summary>The disk does not keep up.</summary>
    Disk,

    /// <summary>The processor does not keep up with hashing.</summary>
    Hashing,

    /// <summary>The memory for pieces that have been begun is used up.</summary>
    Memory,

    /// <summary>Nobody reaches our port.</summary>
    NoIncoming,

    /// <summary>A seed of which nobody wants anything.</summary>
    NobodyWants,

    /// <summary>A seed that gives as fast as its peers take.</summary>
    Complete,
}

/// <summary>What holds a torrent up, and the numbers that show it.</summary>
public sealed record Diagnosis(HoldUp Reason, TorrentFacts Facts)
{
    /// <summary>Whether the limit in question is that of all torrents together and not the torrent's own; for <see cref="HoldUp.DownloadLimit"/> and <see cref="HoldUp.UploadLimit"/>.</summary>
    public bool IsLimitShared { get; init; }
}
