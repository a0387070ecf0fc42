namespace P2PShare.Net.Memory;

/// <summary>
/// Lends blocks carved out of slabs of 2 MiB outside the heap, so that they go to the system without pinning.
/// Leases are pooled too: renting allocates nothing once the slabs are there. Thread-safe.
/// </summary>
/// <remarks>
/// A block costs one uncontended lock for 16 KiB of data. Partly used slabs are lent from first, so that others fall idle; idle ones are
/// kept until <see cref="Trim"/> gives them back: to have the system give memory anew costs as much as to receive into it.
/// </remarks>
/// <param name="budget">See <see cref="Budget"/>. At least one block.</param>
public sealed class BlockPool(long budget) : IBlockPool
{
    private const int BlocksPerSlab = SlabMemory.Size / BlockLease.Size;

    private readonly Lock _lock = new();

    // Under the lock. A slab is in one of the two, or in neither when all of it is lent.
    private readonly List<Slab> _partlyLent = [];
    private readonly Stack<Slab> _idle = new();
    private int _fewestIdle;
    private long _lent;

    /// <inheritdoc/>
    public long Budget { get; } = budget >= BlockLease.Size ? budget : throw new ArgumentOutOfRangeException(nameof(budget));

    /// <inheritdoc/>
    public long Lent => Volatile.Read(ref _lent);

    /// <summary>Bytes kept though nobody uses them: slabs of which no block is lent.</summary>
    public long Idle
    {
        get
        {
            lock (_lock)
            {
                return (long)_idle.Count * SlabMemory.Size;
            }
        }
    }

    /// <inheritdoc/>
    public BlockLease Rent()
    {
        lock (_lock)
        {
            var slab = _partlyLent.Count > 0 ? _partlyLent[^1] : TakeWholeSlab();
            var block = slab.Free.Pop();
            if (slab.Free.Count == 0)
            {
                RemoveFromPartlyLent(slab);
            }

            block.MarkLent();
            _lent += BlockLease.Size;
            return block;
        }
    }

    /// <inheritdoc/>
    public void Trim()
    {
        lock (_lock)
        {
            for (var unused = _fewestIdle; unused > 0; unused--)
            {
                _idle.Pop().Dispose();
            }

            _fewestIdle = _idle.Count;
        }
    }

    /// <summary>Gives back all memory of which nothing is lent. Of what still is, nothing is taken away.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            while (_idle.TryPop(out var slab))
            {
                slab.Dispose();
            }

            _fewestIdle = 0;
        }
    }

    private Slab TakeWholeSlab()
    {
        if (!_idle.TryPop(out var slab))
        {
            slab = new Slab(this);
        }

        _fewestIdle = Math.Min(_fewestIdle, _idle.Count);

        AddToPartlyLent(slab);
        return slab;
    }

    private void TakeBack(Block block)
    {
        lock (_lock)
        {
            block.MarkFree();
            _lent -= BlockLease.Size;
            var slab = block.Slab;
            if (slab.Free.Count == 0)
            {
                AddToPartlyLent(slab);
            }

            slab.Free.Push(block);
            if (slab.Free.Count == BlocksPerSlab)
            {
                Retire(slab);
            }
        }
    }

    private void Retire(Slab slab)
    {
        RemoveFromPartlyLent(slab);
        _idle.Push(slab);
    }

    private void AddToPartlyLent(Slab slab)
    {
        slab.Index = _partlyLent.Count;
        _partlyLent.Add(slab);
    }

    private void RemoveFromPartlyLent(Slab slab)
    {
        var last = _partlyLent[^1];
        _partlyLent[slab.Index] = last;
        last.Index = slab.Index;
        _partlyLent.RemoveAt(_partlyLent.Count - 1);
    }

    /// <summary>Memory and the leases that lend it.</summary>
    private sealed class Slab : IDisposable
    {
        private readonly SlabMemory _memory = new();

        public Slab(BlockPool pool)
        {
            Pool = pool;
            for (var block = BlocksPerSlab - 1; block >= 0; block--)
            {
                Free.Push(new Block(this, _memory.Memory.Slice(block * BlockLease.Size, BlockLease.Size)));
            }
        }

        public BlockPool Pool { get; }

        public Stack<Block> Free { get; } = new(BlocksPerSlab);

        /// <summary>Place in the list of partly lent slabs, while it is there.</summary>
        public int Index { get; set; }

        public void Dispose() => ((IDisposable)_memory).Dispose();
    }

    /// <summary>A block of a slab, used for one lease after another.</summary>
    private sealed class Block(Slab slab, Memory<byte> memory) : BlockLease
    {
        private volatile bool _isLent;

        public Slab Slab => slab;

        public override Memory<byte> Memory
        {
            get
            {
                ObjectDisposedException.ThrowIf(!_isLent, this);
                return memory;
            }
        }

        public override void Dispose() => slab.Pool.TakeBack(this);

        public void MarkLent() => _isLent = true;

        public void MarkFree() => _isLent = _isLent ? false : throw new InvalidOperationException("A block was given back twice.");
    }
}
