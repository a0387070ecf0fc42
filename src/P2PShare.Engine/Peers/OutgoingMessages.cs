using System.Buffers;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Peers;

/// <summary>
/// What waits to be sent to one peer: small messages as bytes, and blocks as promises that are read from disk when their turn comes.
/// The torrent's owner adds, the session's send loop takes; its lock is held for copying only, with no other lock taken inside.
/// </summary>
internal sealed class OutgoingMessages
{
    /// <summary>Requests kept for a peer that is not choked, some 40 bytes each; more are refused. Told to peers as <c>reqq</c>: Transmission asks once a second, for no more than these.</summary>
    public const int MaxQueuedBlocks = 32 * 1024;

    /// <summary>Bytes of small messages that a peer may leave unread before it is dropped.</summary>
    private const int MaxPendingBytes = 2 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Queue<BlockRange> _blocks = [];
    private readonly HashSet<BlockRange> _queued = [];
    private ArrayBufferWriter<byte> _pending = new();
    private ArrayBufferWriter<byte> _sending = new();
    private bool _hasNewBlocks;
    private volatile bool _isOverfull;

    /// <summary>Whether the peer has left more unread than is kept for it.</summary>
    public bool IsOverfull => _isOverfull;

    /// <summary>Number of blocks waiting.</summary>
    public int QueuedBlocks
    {
        get
        {
            lock (_lock)
            {
                return _queued.Count;
            }
        }
    }

    /// <summary>Bytes of small messages waiting.</summary>
    public int WaitingBytes
    {
        get
        {
            lock (_lock)
            {
                return _pending.WrittenCount;
            }
        }
    }

    /// <summary>Adds small messages by writing them.</summary>
    public void Add<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        lock (_lock)
        {
            if (HasRoom())
            {
                write(_pending, state);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Adds requests.</summary>
    public void AddRequests(ReadOnlySpan<BlockRange> ranges)
    {
        lock (_lock)
        {
            foreach (var range in HasRoom() ? ranges : [])
            {
                PeerMessageWriter.WriteRequest(_pending, range);
            }
        }

        _signal.Writer.TryWrite(true);
    }

    /// <summary>Adds a block, unless the same range waits already; false when the queue is full. To be sent once <see cref="Wake"/> is called: requests come many at a time, and so are answered.</summary>
    public bool TryAddBlock(BlockRange range)
    {
        lock (_lock)
        {
            if (_queued.Contains(range))
            {
                return true;
            }

            if (_queued.Count >= MaxQueuedBlocks)
            {
                return false;
            }

            _queued.Add(range);

            if (_blocks.Count >= 2 * MaxQueuedBlocks)
            {
                DropCancelled();
            }

            _blocks.Enqueue(range);
            _hasNewBlocks = true;
        }

        return true;
    }

    /// <summary>Lets blocks be sent that were added.</summary>
    public void Wake()
    {
        bool hasNewBlocks;
        lock (_lock)
        {
            (hasNewBlocks, _hasNewBlocks) = (_hasNewBlocks, false);
        }

        if (hasNewBlocks)
        {
            _signal.Writer.TryWrite(true);
        }
    }

    /// <summary>Takes a block back; false when it does not wait any more.</summary>
    public bool RemoveBlock(BlockRange range)
    {
        lock (_lock)
        {
            return _queued.Remove(range);
        }
    }

    /// <summary>Takes back all waiting blocks, into <paramref name="removed"/>.</summary>
    public void RemoveBlocks(List<BlockRange> removed)
    {
        lock (_lock)
        {
            removed.AddRange(_queued);
            _queued.Clear();
            _blocks.Clear();
        }
    }

    /// <summary>Waits until there may be something to take; false at the end. Takes no memory: a wait that can be cancelled would.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync() => await _signal.Reader.WaitToReadAsync() && _signal.Reader.TryRead(out _);

    /// <summary>Nothing more is waited for.</summary>
    public void End() => _signal.Writer.TryComplete();

    /// <summary>Takes the small messages; the memory is valid until the next call.</summary>
    public ReadOnlyMemory<byte> TakeMessages()
    {
        lock (_lock)
        {
            (_pending, _sending) = (_sending, _pending);
            _pending.ResetWrittenCount();
        }

        return _sending.WrittenMemory;
    }

    private bool HasRoom()
    {
        _isOverfull |= _pending.WrittenCount > MaxPendingBytes;
        return !_isOverfull;
    }

    /// <summary>What was taken back stays in the order of turns until that turn comes; requests and cancels in turn must not make it grow.</summary>
    private void DropCancelled()
    {
        var waiting = _blocks.Where(_queued.Contains).Distinct().Take(_queued.Count - 1).ToList();
        _blocks.Clear();
        waiting.ForEach(_blocks.Enqueue);
    }

    /// <summary>Takes blocks of together at most <paramref name="maxBytes"/>, but at least one if any waits.</summary>
    public void TakeBlocks(int maxBytes, List<BlockRange> taken)
    {
        lock (_lock)
        {
            while (_blocks.TryPeek(out var range))
            {
                if (!_queued.Contains(range))
                {
                    _blocks.Dequeue();
                    continue;
                }

                maxBytes -= range.Length + PeerMessageWriter.BlockHeaderSize;
                if (maxBytes < 0 && taken.Count > 0)
                {
                    return;
                }

                _blocks.Dequeue();
                _queued.Remove(range);
                taken.Add(range);
            }
        }
    }
}
