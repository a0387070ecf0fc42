using System.Net;

namespace P2PShare.Dht;

/// <summary>What an announce brought.</summary>
/// <param name="StoredOn">Nodes that remember us now. 0: nobody could be reached.</param>
/// <param name="Peers">The peers that were found on the way, of which we may be one.</param>
/// <param name="Queries">Queries sent.</param>
public sealed record AnnounceOutcome(int StoredOn, IReadOnlyList<IPEndPoint> Peers, int Queries);
