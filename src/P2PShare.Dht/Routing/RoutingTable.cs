using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Routing;

/// <summary>
/// The nodes that have answered us: many near our own id, few far away. A node that only says that it exists never gets in. One node of a global
/// address in the table, and one of a /24 or /64 in a bucket. Sends nothing. Not thread-safe. BEP 5, "routing table".
/// </summary>
internal sealed class RoutingTable(NodeId own, DhtClock clock)
{
    // Beyond this many failures a node goes even if nobody waits for its place.
    private const int HopelessAfter = 5;

    private static readonly TimeSpan CheckPause = TimeSpan.FromMinutes(1);

    private readonly Bucket?[] _buckets = new Bucket?[NodeId.Bits];
    private readonly HashSet<IPAddress> _guarded = [];
    private int _deepest = -1;

    public NodeId Own => own;

    public int Count { get; private set; }

    public IEnumerable<TableNode> Nodes => Buckets.SelectMany(static bucket => bucket.Nodes);

    private IEnumerable<Bucket> Buckets => _buckets.Take(_deepest + 1).OfType<Bucket>();

    /// <summary>A node has answered us: it is remembered if there is a place for it.</summary>
    public void MarkAnswer(NodeId id, IPEndPoint endPoint)
    {
        if (id == own)
        {
            return;
        }

        var bucket = BucketOf(id);
        if (bucket.Find(id) is not { } known)
        {
            Welcome(bucket, new TableNode(id, endPoint, clock.Now));
        }
        else if (known.EndPoint.Equals(endPoint))
        {
            known.MarkAnswer(clock.Now);
            bucket.LastChange = clock.Now;
        }
        else if (known.Failures > 0)
        {
            // It has moved. As long as the old address answers, nobody takes its place by claiming its id.
            Remove(bucket, known);
            Welcome(bucket, new TableNode(id, endPoint, clock.Now));
        }
    }

    /// <summary>A node has asked us something. False when it is a stranger that there would be a place for, so that it is worth asking whether it answers.</summary>
    public bool IsKnownOrUseless(NodeId id, IPEndPoint endPoint)
    {
        if (id == own)
        {
            return true;
        }

        var bucket = BucketOf(id);
        if (bucket.Find(id) is { } known)
        {
            if (known.EndPoint.Equals(endPoint))
            {
                known.MarkQuery(clock.Now);
                return true;
            }

            return known.Failures == 0;
        }

        return _guarded.Contains(endPoint.Address) || bucket.HasBlockOf(endPoint)
            || (bucket.Nodes.Count >= DhtLimits.BucketSize && bucket.FindWeakest(NodeTrust.IsSecure(id, endPoint.Address)) is null);
    }

    /// <summary>A node has not answered.</summary>
    public void MarkFailure(NodeId id, IPEndPoint endPoint)
    {
        var bucket = _buckets[IndexOf(id)];
        if (bucket?.Find(id) is not { } known || !known.EndPoint.Equals(endPoint))
        {
            return;
        }

        known.MarkFailure();
        if (known.IsBad && TakeWaiting(bucket, known) is { } replacement)
        {
            Remove(bucket, known);
            Add(bucket, replacement);
        }
        else if (known.Failures >= HopelessAfter)
        {
            Remove(bucket, known);
        }
    }

    /// <summary>A node at a known address says that it is somebody else: whoever it was is gone.</summary>
    public void Forget(NodeId id, IPEndPoint endPoint)
    {
        var bucket = _buckets[IndexOf(id)];
        if (bucket?.Find(id) is { } known && known.EndPoint.Equals(endPoint))
        {
            Remove(bucket, known);
        }
    }

    /// <summary>The nodes nearest to a target, nearest first.</summary>
    /// <param name="target">Where.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="onlyGood">Only those that others may be told of.</param>
    public List<TableNode> Nearest(NodeId target, int count, bool onlyGood)
    {
        var now = clock.Now;
        var nearest = new List<TableNode>(count + 1);
        for (var i = 0; i <= _deepest; i++)
        {
            foreach (var node in _buckets[i]?.Nodes ?? [])
            {
                if (onlyGood ? !node.IsGood(now) : node.IsBad)
                {
                    continue;
                }

                if (nearest.Count == count)
                {
                    if (!node.Id.IsNearer(target, nearest[^1].Id))
                    {
                        continue;
                    }

                    nearest.RemoveAt(count - 1);
                }

                var place = nearest.Count;
                while (place > 0 && node.Id.IsNearer(target, nearest[place - 1].Id))
                {
                    place--;
                }

                nearest.Insert(place, node);
            }
        }

        return nearest;
    }

    /// <summary>An id in a bucket that nothing has been heard of for long, for a look-up that fills it; null when all are fresh.</summary>
    public NodeId? FindStale(NodeId random)
    {
        // One bucket behind the deepest: it may have become worth having.
        for (var i = Math.Min(_deepest + 1, NodeId.Bits - 1); i >= 0; i--)
        {
            var bucket = _buckets[i] ??= new Bucket();
            if (bucket.LastChange is not { } change || clock.Now - change > DhtLimits.Freshness)
            {
                bucket.LastChange = clock.Now;
                return own.Diverge(i, random);
            }
        }

        return null;
    }

    /// <summary>The node that has not been heard of for longest, when that is too long; null when all are fresh.</summary>
    public TableNode? FindQuestionable()
    {
        var now = clock.Now;
        TableNode? found = null;
        for (var i = 0; i <= _deepest; i++)
        {
            foreach (var node in _buckets[i]?.Nodes ?? [])
            {
                // Asked a little before it ceases to be good.
                var isDue = now - node.LastAnswer > DhtLimits.Freshness - CheckPause && now - node.LastCheck > CheckPause;
                if (isDue && (found is null || node.LastCheck < found.LastCheck))
                {
                    found = node;
                }
            }
        }

        if (found is not null)
        {
            found.LastCheck = now;
        }

        return found;
    }

    private static TableNode? TakeWaiting(Bucket bucket, TableNode instead)
    {
        var found = bucket.Waiting.FindLast(node => !bucket.HasBlockOf(node.EndPoint, instead));
        if (found is not null)
        {
            bucket.Waiting.Remove(found);
        }

        return found;
    }

    private int IndexOf(NodeId id) => Math.Min(own.CommonBits(id), NodeId.Bits - 1);

    private Bucket BucketOf(NodeId id) => _buckets[IndexOf(id)] ??= new Bucket();

    private void Welcome(Bucket bucket, TableNode node)
    {
        if (_guarded.Contains(node.EndPoint.Address) || bucket.HasBlockOf(node.EndPoint))
        {
            return;
        }

        if (bucket.Nodes.Count >= DhtLimits.BucketSize)
        {
            if (bucket.FindWeakest(node.IsSecure) is not { } weakest)
            {
                bucket.Wait(node);
                return;
            }

            Remove(bucket, weakest);
        }

        Add(bucket, node);
    }

    private void Add(Bucket bucket, TableNode node)
    {
        if (AddressBlock.IsGuarded(node.EndPoint.Address) && !_guarded.Add(node.EndPoint.Address))
        {
            return;
        }

        bucket.Nodes.Add(node);
        bucket.LastChange = clock.Now;
        _deepest = Math.Max(_deepest, IndexOf(node.Id));
        Count++;
    }

    private void Remove(Bucket bucket, TableNode node)
    {
        bucket.Nodes.Remove(node);
        _guarded.Remove(node.EndPoint.Address);
        Count--;
    }
}
