namespace P2PShare.Testing.Network;

/// <summary>One direction of a stream: a bounded number of bytes, under way for the link's latency. One reader and one writer.</summary>
internal sealed class InMemoryPipe(InMemoryLink link, int capacity)
{
    private static readonly byte[] End = [];

    private readonly Lock _lock = new();
    private readonly Arrivals<byte[]> _segments = new(link.Time);

    // Under the lock.
    private int _consumedOfFirst;
    private int _buffered;
    private bool _writerClosed;
    private bool _readerClosed;

    public async ValueTask<bool> WaitReadableAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                changed = _segments.Changed;
                if (_readerClosed)
                {
                    return false;
                }

                if (!link.IsCut && _segments.TryPeek(out _))
                {
                    return true;
                }
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        while (await WaitReadableAsync(cancellationToken))
        {
            lock (_lock)
            {
                if (!_readerClosed && _segments.TryPeek(out var first))
                {
                    return ReferenceEquals(first, End) ? 0 : Take(destination.Span);
                }
            }
        }

        return 0;
    }

    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                changed = _segments.Changed;
                if (_writerClosed || (_readerClosed && !link.IsCut))
                {
                    return false;
                }

                var fits = _readerClosed ? 0 : Math.Min(source.Length, capacity - _buffered);
                if (fits > 0)
                {
                    _buffered += fits;
                    _segments.Enqueue(source[..fits].ToArray(), link.Latency);
                    source = source[fits..];
                    continue;
                }
            }

            if (source.Length > 0)
            {
                await changed.WaitAsync(cancellationToken);
            }
        }
        while (source.Length > 0);

        return true;
    }

    /// <summary>The writer's close: what was written still arrives, then the end.</summary>
    public void CloseWriter()
    {
        lock (_lock)
        {
            if (!_writerClosed)
            {
                _writerClosed = true;
                _segments.Enqueue(End, link.Latency);
            }
        }
    }

    /// <summary>The reader's close: nothing arrives any more, and the writer learns of it.</summary>
    public void CloseReader()
    {
        lock (_lock)
        {
            _readerClosed = true;
            _segments.Clear();
            _segments.Dispose();
        }
    }

    /// <summary>Looks again whether the link is cut.</summary>
    public void Wake() => _segments.Pulse();

    private int Take(Span<byte> destination)
    {
        var taken = 0;
        while (taken < destination.Length && _segments.TryPeek(out var first) && !ReferenceEquals(first, End))
        {
            var count = Math.Min(first.Length - _consumedOfFirst, destination.Length - taken);
            first.AsSpan(_consumedOfFirst, count).CopyTo(destination[taken..]);
            taken += count;
            _consumedOfFirst += count;
            if (_consumedOfFirst == first.Length)
            {
                _segments.Dequeue();
                _consumedOfFirst = 0;
            }
        }

        _buffered -= taken;
        _segments.Pulse();
        return taken;
    }
}
