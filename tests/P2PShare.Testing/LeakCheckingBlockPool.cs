using System.Text;
using P2PShare.Net.Memory;

namespace P2PShare.Testing;

/// <summary>
/// A block pool that finds mistakes: every lease is new memory, given back it is filled with 0xDD and watched for later writes, a second
/// dispose throws, and <see cref="AssertNothingLent"/> counts what was never given back.
/// </summary>
/// <param name="budget">See <see cref="Budget"/>. Default: 1 GiB.</param>
/// <param name="traces">Whether to remember where each block was rented, which is slow.</param>
public sealed class LeakCheckingBlockPool(long budget = 1L << 30, bool traces = false) : IBlockPool
{
    private const byte Poison = 0xDD;
    private const int Watched = 256;

    private readonly Lock _lock = new();

    // Under the lock.
    private readonly HashSet<Lease> _lent = [];
    private readonly Queue<byte[]> _returned = new();

    /// <inheritdoc/>
    public long Budget { get; } = budget;

    /// <inheritdoc/>
    public long Lent
    {
        get
        {
            lock (_lock)
            {
                return (long)_lent.Count * BlockLease.Size;
            }
        }
    }

    /// <inheritdoc/>
    public BlockLease Rent()
    {
        var lease = new Lease(this, traces ? Environment.StackTrace : null);
        lock (_lock)
        {
            _lent.Add(lease);
        }

        return lease;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What is lent is still to be found.
    }

    /// <inheritdoc/>
    public void Trim()
    {
    }

    /// <summary>Throws when a block is still lent, or was written to after it was given back.</summary>
    public void AssertNothingLent()
    {
        lock (_lock)
        {
            while (_returned.TryDequeue(out var memory))
            {
                AssertUntouched(memory);
            }

            if (_lent.Count > 0)
            {
                throw new InvalidOperationException(DescribeLeak());
            }
        }
    }

    private static void AssertUntouched(byte[] memory)
    {
        if (memory.AsSpan().ContainsAnyExcept(Poison))
        {
            throw new InvalidOperationException("A block was written to after it was given back.");
        }
    }

    private string DescribeLeak()
    {
        var message = new StringBuilder($"{_lent.Count} blocks were never given back.");
        foreach (var group in _lent.GroupBy(lease => lease.Trace).Where(group => group.Key is not null))
        {
            message.Append($"\n{group.Count()} of them rented here:\n{group.Key}");
        }

        return message.ToString();
    }

    private void TakeBack(Lease lease, byte[] memory)
    {
        lock (_lock)
        {
            if (!_lent.Remove(lease))
            {
                throw new InvalidOperationException($"A block was given back twice.{(lease.Trace is null ? "" : $" Rented here:\n{lease.Trace}")}");
            }

            memory.AsSpan().Fill(Poison);
            _returned.Enqueue(memory);
            if (_returned.Count > Watched)
            {
                AssertUntouched(_returned.Dequeue());
            }
        }
    }

    private sealed class Lease(LeakCheckingBlockPool pool, string? trace) : BlockLease
    {
        private readonly byte[] _memory = NewMemory();
        private volatile bool _isReturned;

        public string? Trace => trace;

        public override Memory<byte> Memory
        {
            get
            {
                ObjectDisposedException.ThrowIf(_isReturned, this);
                return _memory;
            }
        }

        public override void Dispose()
        {
            pool.TakeBack(this, _memory);
            _isReturned = true;
        }

        private static byte[] NewMemory()
        {
            // Not zeros: whoever relies on those has read what was never received.
            var memory = new byte[Size];
            memory.AsSpan().Fill(Poison);
            return memory;
        }
    }
}
