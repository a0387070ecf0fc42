namespace P2PShare.Dht.Lookups;

/// <summary>The look-ups of a node: a few run, the others wait in turn. Bounded. Not thread-safe.</summary>
internal sealed class LookupQueue
{
    private readonly List<Lookup> _running = [];
    private readonly Queue<Lookup> _waiting = new();

    public int Running => _running.Count;

    public int Waiting => _waiting.Count;

    public bool TryAdd(Lookup lookup)
    {
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
        while (_running.Count < DhtLimits.MaxLookups && _waiting.TryDequeue(out var next))
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
        foreach (var lookup in _running.Concat(_waiting).ToArray())
        {
            lookup.Cancel();
        }
    }
}
