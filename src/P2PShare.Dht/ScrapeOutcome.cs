namespace P2PShare.Dht;

/// <summary>How many peers a torrent has, about. BEP 33.</summary>
/// <param name="Seeds">Peers that have everything.</param>
/// <param name="Leeches">The others.</param>
/// <param name="Answers">Nodes that answered. 0: nothing is known.</param>
public sealed record ScrapeOutcome(int Seeds, int Leeches, int Answers);
