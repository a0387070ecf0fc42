namespace P2PShare.Engine.Pieces;

/// <summary>
/// The memory that pieces may take between their first block and the disk, for all torrents of an engine. All that a piece may take is reserved,
/// so that one that was begun can always be finished. Whoever finds it used up opens no new piece; when the disk falls behind, all stop reading.
/// </summary>
internal sealed class BlockBudget(long total)
{
    private readonly Lock _lock = new();
    private long _reserved;
    private long _queued;
    private TaskCompletionSource? _room;

    /// <summary>Bytes in all.</summary>
    public long Total => total;

    /// <summary>Bytes that wait for the disk.</summary>
    public long Queued
    {
        get
        {
            lock (_lock)
            {
                return _queued;
            }
        }
    }

    /// <summary>Whether so much waits for the disk that nothing more is received.</summary>
    public bool IsDiskBehind
    {
        get
        {
            lock (_lock)
            {
                return DiskIsBehind;
            }
        }
    }

    /// <summary>Bytes that may still be reserved; below 0 when a piece larger than the budget was begun.</summary>
    public long Free
    {
        get
        {
            lock (_lock)
            {
                return total - _reserved;
            }
        }
    }

    /// <summary>A piece of this many bytes is begun. Always succeeds: who begins one has asked <see cref="Free"/>. Below 0 gives back.</summary>
    public void Reserve(long bytes)
    {
        lock (_lock)
        {
            _reserved += bytes;
        }
    }

    /// <summary>A piece that was begun is given up.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
        }
    }

    /// <summary>A piece that was begun is whole and waits for the disk.</summary>
    public void Queue(long bytes)
    {
        lock (_lock)
        {
            _queued += bytes;
        }
    }

    /// <summary>A queued piece is on the disk, or refused. Its reservation is given back apart.</summary>
    public void Dequeue(long bytes)
    {
        TaskCompletionSource? waiting = null;
        lock (_lock)
        {
            _queued -= bytes;
            if (!DiskIsBehind)
            {
                (waiting, _room) = (_room, null);
            }
        }

        waiting?.SetResult();
    }

    /// <summary>Completes when the disk has caught up. Counts only what is queued: open pieces need reading to become whole.</summary>
    public ValueTask WaitForDiskAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!DiskIsBehind)
            {
                return ValueTask.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_room.Task.WaitAsync(cancellationToken));
        }
    }

    private bool DiskIsBehind => _queued > total / 2;
}
