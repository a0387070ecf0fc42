using System.Net;
using P2PShare.Dht.Routing;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>A node as one look-up sees it.</summary>
/// <param name="id">Its id; null for a router, of which only the address is known.</param>
/// <param name="endPoint">Where it is asked.</param>
/// <param name="depth">Answers that led here.</param>
internal sealed class Candidate(NodeId? id, IPEndPoint endPoint, int depth)
{
    public NodeId? Id { get; } = id;

    public IPEndPoint EndPoint { get; } = endPoint;

    public int Depth { get; } = depth;

    public AddressScope Scope { get; } = AddressScopes.Of(endPoint);

    public AddressBlock Block { get; } = AddressBlock.Of(endPoint.Address);

    public bool IsGuarded { get; } = AddressBlock.IsGuarded(endPoint.Address);

    /// <summary>Whether something may be stored on it. BEP 42.</summary>
    public bool IsSecure { get; } = id is { } known && NodeTrust.IsSecure(known, endPoint.Address);

    public CandidateState State { get; set; }

    /// <summary>What entitles to store something on it; empty where it gave nothing.</summary>
    public ReadOnlyMemory<byte> Token { get; set; }

    /// <summary>Whether it has the item that is looked for. BEP 44.</summary>
    public bool HasItem { get; set; }
}
