using System.Buffers;

namespace P2PShare.Net.Memory;

/// <summary>Lends buffers that the garbage collector never moves, and keeps a bounded number of idle ones. Thread-safe.</summary>
/// <param name="size">See <see cref="Size"/>. Default: 256 KiB, sixteen blocks.</param>
/// <param name="maxIdle">Buffers kept while nobody uses them; more are left to the collector. Default: 16.</param>
public sealed class BufferPool(int size = BufferPool.DefaultSize, int maxIdle = 16) : IBufferPool
{
    /// <summary>256 KiB.</summary>
    public const int DefaultSize = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly int _maxIdle = maxIdle >= 0 ? maxIdle : throw new ArgumentOutOfRangeException(nameof(maxIdle));

    // Under the lock.
    private readonly Stack<Buffer> _idle = new();

    /// <inheritdoc/>
    public int Size { get; } = size > 0 ? size : throw new ArgumentOutOfRangeException(nameof(size));

    /// <inheritdoc/>
    public IMemoryOwner<byte> Rent()
    {
        lock (_lock)
        {
            if (_idle.TryPop(out var idle))
            {
                idle.MarkLent();
                return idle;
            }
        }

        var buffer = new Buffer(this);
        buffer.MarkLent();
        return buffer;
    }

    private void TakeBack(Buffer buffer)
    {
        lock (_lock)
        {
            buffer.MarkFree();
            if (_idle.Count < _maxIdle)
            {
                _idle.Push(buffer);
            }
        }
    }

    /// <summary>A buffer, used for one loan after another.</summary>
    private sealed class Buffer(BufferPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _memory = GC.AllocateUninitializedArray<byte>(pool.Size, pinned: true);
        private volatile bool _isLent;

        public Memory<byte> Memory
        {
            get
            {
                ObjectDisposedException.ThrowIf(!_isLent, this);
                return _memory;
            }
        }

        public void Dispose() => pool.TakeBack(this);

        public void MarkLent() => _isLent = true;

        public void MarkFree() => _isLent = _isLent ? false : throw new InvalidOperationException("A buffer was given back twice.");
    }
}
