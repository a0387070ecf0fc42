using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Trackers;

/// <summary>What a tracker answers to a scrape. BEP 48.</summary>
public sealed record ScrapeResponse
{
    /// <summary>What it says of each torrent; at most <see cref="TrackerLimits.MaxScrape"/>.</summary>
    public IReadOnlyDictionary<Sha1Hash, ScrapeCounts> Torrents { get; init; } = new Dictionary<Sha1Hash, ScrapeCounts>();

    /// <summary>Set when the tracker refused: a text to be shown, escaped and shortened.</summary>
    public string? FailureReason { get; init; }
}
