using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Queries;

/// <summary>
/// The queries under way. An answer counts only with the random id of one of them and from where that was sent: others know neither both nor in time.
/// Bounded. Not thread-safe.
/// </summary>
internal sealed class PendingQueries(DhtClock clock, RandomNumberGenerator random)
{
    private readonly Dictionary<uint, PendingQuery> _pending = [];

    // In the order in which they were sent, which is that of their deadlines. What is answered stays until it is reached.
    private readonly Queue<PendingQuery> _untilSlow = new();
    private readonly Queue<PendingQuery> _untilFailed = new();

    public int Count => _pending.Count;

    public bool IsFull => _pending.Count >= DhtLimits.MaxPending;

    public PendingQuery Add(IPEndPoint destination, NodeId? expectedId, IQueryOwner owner, object? candidate)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        uint id;
        do
        {
            random.GetBytes(bytes);
            id = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        }
        while (_pending.ContainsKey(id));

        var query = new PendingQuery(id, destination, expectedId, clock.Now, owner, candidate);
        _pending.Add(id, query);
        _untilSlow.Enqueue(query);
        _untilFailed.Enqueue(query);
        return query;
    }

    /// <summary>Takes out the query that a message answers; null when it answers none.</summary>
    public PendingQuery? Take(ReadOnlySpan<byte> transactionId, IPEndPoint sender)
    {
        if (transactionId.Length != sizeof(uint)
            || !_pending.TryGetValue(BinaryPrimitives.ReadUInt32BigEndian(transactionId), out var query)
            || !query.Destination.Equals(sender))
        {
            return null;
        }

        _pending.Remove(query.TransactionId);
        return query;
    }

    /// <summary>The next query that has become slow; null when there is none.</summary>
    public PendingQuery? TakeSlow()
    {
        while (_untilSlow.TryPeek(out var query) && (IsGone(query) || clock.Now - query.SentAt >= DhtLimits.SlowAfter))
        {
            _untilSlow.Dequeue();
            if (!IsGone(query))
            {
                query.IsSlow = true;
                return query;
            }
        }

        return null;
    }

    /// <summary>Takes out the next query that has failed; null when there is none.</summary>
    public PendingQuery? TakeFailed()
    {
        while (_untilFailed.TryPeek(out var query) && (IsGone(query) || clock.Now - query.SentAt >= DhtLimits.FailedAfter))
        {
            _untilFailed.Dequeue();
            if (!IsGone(query))
            {
                _pending.Remove(query.TransactionId);
                return query;
            }
        }

        return null;
    }

    /// <summary>Takes out all.</summary>
    public IReadOnlyList<PendingQuery> TakeAll()
    {
        PendingQuery[] all = [.. _pending.Values];
        _pending.Clear();
        return all;
    }

    private bool IsGone(PendingQuery query) => !_pending.TryGetValue(query.TransactionId, out var held) || !ReferenceEquals(held, query);
}
