namespace P2PShare.Tracker.Http;

/// <summary>The document of <c>/stats</c>: the statistics, with times in seconds.</summary>
internal sealed record StatsDocument(
    double Uptime,
    double Interval,
    int Torrents,
    int Peers,
    int Seeds,
    int Leechers,
    long HttpAnnounces,
    long UdpAnnounces,
    long Scrapes,
    long Refused,
    long Dropped);
