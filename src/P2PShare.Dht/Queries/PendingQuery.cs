using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Queries;

/// <summary>A query that waits for its answer.</summary>
/// <param name="TransactionId">What the answer must carry.</param>
/// <param name="Destination">Where the answer must come from.</param>
/// <param name="ExpectedId">Who was asked, where that is known.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Owner">Who is told of the outcome.</param>
/// <param name="Candidate">For which of the owner's nodes; null where it has one only.</param>
internal sealed record PendingQuery(
    uint TransactionId, IPEndPoint Destination, NodeId? ExpectedId, TimeSpan SentAt, IQueryOwner Owner, object? Candidate)
{
    public bool IsSlow { get; set; }
}
