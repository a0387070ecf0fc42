namespace P2PShare.Protocol.Trackers;

/// <summary>How much of what the other side says is taken.</summary>
public static class TrackerLimits
{
    /// <summary>Peers kept of one answer; more are passed over.</summary>
    public const int MaxPeers = 2_000;

    /// <summary>Characters kept of a failure or a warning, after escaping.</summary>
    public const int MaxText = 300;

    /// <summary>Bytes of a tracker id; a longer one is dropped, since a shortened one would be another.</summary>
    public const int MaxTrackerId = 256;

    /// <summary>Bytes of the host name of a peer. RFC 1035.</summary>
    public const int MaxHostName = 253;

    /// <summary>Characters of an announce URL.</summary>
    public const int MaxUrl = 2_048;

    /// <summary>Characters of the query of a request that a tracker reads.</summary>
    public const int MaxQuery = 8_192;

    /// <summary>Torrents in one scrape: as many as a UDP datagram holds. BEP 15.</summary>
    public const int MaxScrape = 74;
}
