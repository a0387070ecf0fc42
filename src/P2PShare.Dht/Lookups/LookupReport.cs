using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>What a look-up did.</summary>
/// <param name="Queries">Queries sent, those that store included.</param>
/// <param name="Answers">Nodes that answered.</param>
/// <param name="Hops">Answers one after the other that led to the nearest node.</param>
/// <param name="StoredOn">Nodes that stored.</param>
/// <param name="Refusal">What a node said that would not store; null where none did.</param>
internal sealed record LookupReport(int Queries, int Answers, int Hops, int StoredOn, KrpcError? Refusal)
{
    /// <summary>Of a look-up that could not begin.</summary>
    public static LookupReport Nothing { get; } = new(0, 0, 0, 0, null);
}
