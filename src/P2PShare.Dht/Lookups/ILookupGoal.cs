using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>What a look-up is for: which question it asks on its way, what it takes from answers, and what it stores at its end.</summary>
internal interface ILookupGoal
{
    /// <summary>The question to each node, in our name.</summary>
    KrpcQuery Ask(NodeId own, NodeId target);

    /// <summary>An answer has come.</summary>
    void Take(Candidate from, KrpcResponse answer);

    /// <summary>What to store on a node at the end; null to store nothing there.</summary>
    KrpcQuery? Store(NodeId own, NodeId target, Candidate on);

    /// <summary>The look-up is over; called once.</summary>
    void End(LookupReport report);
}
