using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht;

/// <summary>What putting an item brought.</summary>
/// <param name="Target">Where it is.</param>
/// <param name="Item">What was put; null when nobody was asked to store anything.</param>
/// <param name="StoredOn">Nodes that have it now.</param>
/// <param name="Refusal">What a node said that would not store it; null where none did.</param>
public sealed record PutOutcome(NodeId Target, KrpcItem? Item, int StoredOn, KrpcError? Refusal);
