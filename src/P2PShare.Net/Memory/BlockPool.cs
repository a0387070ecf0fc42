namespace P2PShare.Net.Memory;

/// <summary>
/// Lends blocks carved out of 1 MiB slabs that the garbage collector never moves, so that they go to the system without pinning.
/// Leases are pooled too: renting allocates nothing once the slabs are there. Thread-safe.
/// </summary>
/// <remarks>
/// A block costs one uncontended lock for 16 KiB of data. Partly used slabs are lent from first, so that others fall idle. Idle ones are kept
/// up to the budget, as whole pieces come and go in bursts, until <see cref="Trim"/> finds that they were not needed. Benchmark: PieceAssemblyBenchmarks.
/// </remarks>
/// <param name="budget">See <see cref="Budget"/>. At least one block.</param>
/// <param name="maxIdleSlabs">Slabs of 1 MiB kept for good though no block of them is lent. Default: 8.</param>
public sealed class BlockPool(long budget, int maxIdleSlabs = 8) : IBlockPool
{
    private const int BlocksPerSlab = 64;

    private readonly Lock _lock = new();
    private readonly int _maxIdleSlabs = maxIdleSlabs >= 0 ? maxIdleSlabs : throw new ArgumentOutOfRangeException(nameof(maxIdleSlabs));

    // Under the lock. A slab is in one of the two, or in neither when all of it is lent.
    private readonly List<Slab> _partlyLent = [];
    private readonly Stack<Slab> _idle = new();
    private int _leastIdle;
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
                return (long)_idle.Count * BlocksPerSlab * BlockLease.Size;
            }
        }
    }

    private long MostIdleSlabs => Math.Max(_maxIdleSlabs, Budget / (BlocksPerSlab * BlockLease.Size));

    /// <inheritdoc/>
    public void Trim()
    {
        lock (_lock)
        {
            for (var excess = _leastIdle - _maxIdleSlabs; excess > 0; excess--)
            {
                _idle.Pop();
            }

            _leastIdle = _idle.Count;
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

    private Slab TakeWholeSlab()
    {
        if (!_idle.TryPop(out var slab))
        {
            slab = new Slab(this);
        }

        _leastIdle = Math.Min(_leastIdle, _idle.Count);
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
        if (_idle.Count < MostIdleSlabs)
        {
            _idle.Push(slab);
        }
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

    /// <summary>1 MiB and the leases that lend it.</summary>
    private sealed class Slab
    {
        public Slab(BlockPool pool)
        {
            Pool = pool;
            var memory = GC.AllocateUninitializedArray<byte>(BlocksPerSlab * BlockLease.Size, pinned: true);
            for (var block = BlocksPerSlab - 1; block >= 0; block--)
            {
                Free.Push(new Block(this, new Memory<byte>(memory, block * BlockLease.Size, BlockLease.Size)));
            }
        }

        public BlockPool Pool { get; }

        public Stack<Block> Free { get; } = new(BlocksPerSlab);

        /// <summary>Place in the list of partly lent slabs, while it is there.</summary>
        public int Index { get; set; }
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
