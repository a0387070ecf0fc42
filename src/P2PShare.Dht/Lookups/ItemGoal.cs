using P2PShare.Dht.Items;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>Finds an item, and puts a newer one where it is to. What does not prove itself is passed over. BEP 44.</summary>
/// <param name="target">Where the item is.</param>
/// <param name="salt">Its salt; empty for none.</param>
/// <param name="done">Gets the outcome.</param>
internal sealed class ItemGoal(NodeId target, ReadOnlyMemory<byte> salt, TaskCompletionSource<LookupReport> done) : ILookupGoal
{
    private KrpcItem? _replacement;
    private bool _isReplacementMade;

    /// <summary>The newest item that a node had.</summary>
    public KrpcItem? Found { get; private set; }

    /// <summary>Makes what is put from what was found; null to put nothing.</summary>
    public Func<KrpcItem?, KrpcItem?>? Replace { get; init; }

    /// <summary>The sequence number that is to be replaced on nodes that have the item; null for any.</summary>
    public long? ExpectedSequence { get; init; }

    public KrpcQuery Ask(NodeId own, NodeId target) => new() { Method = KrpcMethod.Get, Id = own, Target = target };

    public void Take(Candidate from, KrpcResponse answer)
    {
        if (answer.Item is not { Value.IsEmpty: false } item)
        {
            return;
        }

        from.HasItem = true;

        // Whether it is newer costs nothing to ask; proving a signature takes time.
        if ((Found is null || item.Sequence > Found.Sequence) && ItemSignature.Proves(item, target, salt.Span))
        {
            Found = item;
        }
    }

    public KrpcQuery? Store(NodeId own, NodeId target, Candidate on)
    {
        if (!_isReplacementMade)
        {
            _replacement = Replace?.Invoke(Found);
            _isReplacementMade = true;
        }

        return _replacement is not { } item
            ? null
            : new KrpcQuery
            {
                Method = KrpcMethod.Put,
                Id = own,
                Token = on.Token,
                Item = item,
                Salt = item.IsMutable ? salt : default,
                ExpectedSequence = on.HasItem && item.IsMutable ? ExpectedSequence : null,
            };
    }

    public void End(LookupReport report) => done.TrySetResult(report);
}
