using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>The blocks asked of one peer and not yet answered, oldest first. Peers mostly answer in order, so that what is taken out is nearly always at the front.</summary>
internal sealed class RequestQueue
{
    private (BlockAddress Block, TimeSpan At)[] _ring = new (BlockAddress, TimeSpan)[16];
    private int _head;

    /// <summary>Blocks waited for.</summary>
    public int Count { get; private set; }

    /// <summary>The i-th oldest request.</summary>
    public (BlockAddress Block, TimeSpan At) this[int index] => _ring[(_head + index) & (_ring.Length - 1)];

    /// <summary>A block was asked for.</summary>
    public void Add(BlockAddress block, TimeSpan at)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }

        Slot(Count++) = (block, at);
    }

    /// <summary>Takes a block out and says when it was asked for; false when it is not waited for.</summary>
    public bool Remove(BlockAddress block, out TimeSpan at)
    {
        for (var i = 0; i < Count; i++)
        {
            if (Slot(i).Block == block)
            {
                at = Slot(i).At;
                RemoveAt(i);
                return true;
            }
        }

        at = default;
        return false;
    }

    /// <summary>Waits for nothing any more.</summary>
    public void Clear() => Count = 0;

    private ref (BlockAddress Block, TimeSpan At) Slot(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void RemoveAt(int index)
    {
        if (index < Count / 2)
        {
            for (var i = index; i > 0; i--)
            {
                Slot(i) = Slot(i - 1);
            }

            _head = (_head + 1) & (_ring.Length - 1);
        }
        else
        {
            for (var i = index; i < Count - 1; i++)
            {
                Slot(i) = Slot(i + 1);
            }
        }

        Count--;
    }

    private void Grow()
    {
        var larger = new (BlockAddress, TimeSpan)[_ring.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = Slot(i);
        }

        _ring = larger;
        _head = 0;
    }
}
