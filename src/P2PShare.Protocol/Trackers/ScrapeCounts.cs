namespace P2PShare.Protocol.Trackers;

/// <summary>What a scrape says of one torrent. BEP 15, 48. None is negative.</summary>
/// <param name="Complete">Seeds.</param>
/// <param name="Downloaded">How often it was ever downloaded as a whole.</param>
/// <param name="Incomplete">Leechers.</param>
public readonly record struct ScrapeCounts(int Complete, int Downloaded, int Incomplete);
