using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Storage;

/// <summary>
/// The items that others have put on this node. Whether a signature is right has been checked before. Bounded as the peers are. Not thread-safe. BEP 44.
/// </summary>
internal sealed class ItemStore(DhtClock clock, Random random)
{
    private readonly Dictionary<NodeId, (KrpcItem Item, IPAddress Source, TimeSpan At)> _items = [];
    private readonly SourceCounts<NodeId> _sources = new(random);

    public int Count => _items.Count;

    public KrpcItem? Find(NodeId target) => _items.TryGetValue(target, out var found) ? found.Item : null;

    /// <summary>Stores an item; the error when it must not replace what is there.</summary>
    /// <param name="target">Where.</param>
    /// <param name="item">What.</param>
    /// <param name="expected">The sequence number that it is to replace, where that was said.</param>
    /// <param name="source">Who sent it.</param>
    public KrpcError? Put(NodeId target, KrpcItem item, long? expected, IPAddress source)
    {
        if (_items.TryGetValue(target, out var known))
        {
            if (item.IsMutable && Refuse(known.Item, item, expected) is { } refusal)
            {
                return refusal;
            }

            // Whoever renews an item does not become the one who takes the room.
            _items[target] = (item, known.Source, clock.Now);
            return null;
        }

        if (_items.Count >= DhtLimits.MaxItems)
        {
            Remove(_sources.PickFromLargest());
        }

        _items.Add(target, (item, source, clock.Now));
        _sources.Add(target, source);
        return null;
    }

    /// <summary>Forgets what was put too long ago.</summary>
    public void Expire()
    {
        foreach (var (target, entry) in _items)
        {
            if (clock.Now - entry.At >= DhtLimits.ItemLifetime)
            {
                Remove(target);
            }
        }
    }

    private static KrpcError? Refuse(KrpcItem known, KrpcItem item, long? expected)
    {
        if (expected is { } wanted && known.Sequence != wanted)
        {
            return new KrpcError(KrpcErrorCode.CasMismatch, "CAS mismatch, re-read and try again");
        }

        var isOlder = item.Sequence < known.Sequence;
        var isAnother = item.Sequence == known.Sequence && !item.Value.Span.SequenceEqual(known.Value.Span);
        return isOlder || isAnother ? new KrpcError(KrpcErrorCode.SequenceTooOld, "sequence number less than current") : null;
    }

    private void Remove(NodeId target)
    {
        _sources.Remove(target, _items[target].Source);
        _items.Remove(target);
    }
}
