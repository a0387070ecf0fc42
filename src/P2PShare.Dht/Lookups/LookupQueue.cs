namespace P2PShare.Dht.Lookups;

/// <summary>The look-ups of a node: a few run, the others wait in turn. Bounded. Not thread-safe.</summary>
internal sealed class LookupQueue
{
    private readonly List<Lookup> _running = [];
    private readonly Queue<Lookup> _waiting = new();
    private readonly Queue<Lookup> _urgent = new();

    public int Running => _running.Count;

    /// <summary>Lets a look-up wait; false when too many do.</summary>
    /// <param name="lookup">Which.</param>
    /// <param name="isUrgent">It goes before all others: without nodes they would find nothing.</param>
    public bool TryAdd(Lookup lookup, bool isUrgent)
    {
        if (isUrgent)
        {
            _urgent.Enqueue(lookup);
            return true;
        }

        if (_waiting.Count >= DhtLimits.MaxWaitingLookups)
        {
            return false;
        }

        _waiting.Enqueue(lookup);
        return true;
    }

    /// <summary>The next one to start, which counts as running from now on; null when none may.</summary>
    public Lookup? TakeNext()
    {
        while (_running.Count < DhtLimits.MaxLookups && (_urgent.TryDequeue(out var next) || _waiting.TryDequeue(out next)))
        {
            // It may have been cancelled while it waited.
            if (!next.IsOver)
            {
                _running.Add(next);
                return next;
            }
        }

        return null;
    }

    public void Remove(Lookup lookup) => _running.Remove(lookup);

    public void Tick()
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            // One that ends takes itself out, and may take others' places.
            if (i < _running.Count)
            {
                _running[i].Tick();
            }
        }
    }

    public void CancelAll()
    {
        foreach (var lookup in _running.Concat(_urgent).Concat(_waiting).ToArray())
        {
            lookup.Cancel();
        }
    }
}
