using P2PShare.Protocol.Krpc;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Dht;

/// <summary>Some of the info-hashes that a node has peers for. BEP 51.</summary>
/// <param name="Samples">Some of them.</param>
/// <param name="Count">How many it has.</param>
/// <param name="Interval">When asking again is worth it.</param>
/// <param name="Nodes">Nodes near the target, of which it told.</param>
public sealed record SampleOutcome(IReadOnlyList<Sha1Hash> Samples, long Count, TimeSpan Interval, IReadOnlyList<CompactNode> Nodes);
