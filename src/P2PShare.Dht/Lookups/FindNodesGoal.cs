using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>Finds nodes, which fills the table: joining and refreshing. BEP 5, BEP 32.</summary>
/// <param name="want">Of which families nodes are wanted.</param>
/// <param name="onEnd">Told of the end.</param>
internal sealed class FindNodesGoal(KrpcFamilies want, Action<LookupReport>? onEnd = null) : ILookupGoal
{
    public KrpcQuery Ask(NodeId own, NodeId target) => new() { Method = KrpcMethod.FindNode, Id = own, Target = target, Want = want };

    public void Take(Candidate from, KrpcResponse answer)
    {
        // The table has taken the node itself.
    }

    public KrpcQuery? Store(NodeId own, NodeId target, Candidate on) => null;

    public void End(LookupReport report) => onEnd?.Invoke(report);
}
