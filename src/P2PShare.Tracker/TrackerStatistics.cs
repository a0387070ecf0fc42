namespace P2PShare.Tracker;

/// <summary>What a tracker holds and has done since it was started, at one moment.</summary>
public sealed record TrackerStatistics
{
    /// <summary>Since the start.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Torrents kept.</summary>
    public required int Torrents { get; init; }

    /// <summary>Peers kept, over all torrents; those that went away count until they expire.</summary>
    public required int Peers { get; init; }

    /// <summary>Those of the peers that have everything.</summary>
    public required int Seeds { get; init; }

    /// <summary>Announces answered over HTTP.</summary>
    public required long HttpAnnounces { get; init; }

    /// <summary>Announces answered over UDP.</summary>
    public required long UdpAnnounces { get; init; }

    /// <summary>Scrapes answered, over both.</summary>
    public required long Scrapes { get; init; }

    /// <summary>Requests refused with a reason, over both.</summary>
    public required long Refused { get; init; }

    /// <summary>Datagrams that were no request, or whose connection id was not ours.</summary>
    public required long Dropped { get; init; }

    /// <summary>Peers kept that do not have everything.</summary>
    public int Leechers => Peers - Seeds;
}
