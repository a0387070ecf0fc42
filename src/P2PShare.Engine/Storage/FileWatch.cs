namespace P2PShare.Engine.Storage;

/// <summary>
/// Tells changes that someone else made to a file apart from our own, by its modification time: remembers the time that it had when its
/// pieces were found good, before our first write, and after each flush, and none from a write to the next flush, since some systems set it only then. Touches no file. Thread-safe.
/// </summary>
internal sealed class FileWatch
{
    private readonly Lock _lock = new();
    private DateTime? _settled;
    private long _writes;
    private int _writing;

    /// <summary>Pieces of the file are believed on the word of a record, since it had this modification time: from now on another is a change.</summary>
    public void Expect(DateTime modified)
    {
        lock (_lock)
        {
            if (_writes == 0)
            {
                _settled = modified;
            }
        }
    }

    /// <summary>A write of ours begins.</summary>
    public void BeginWrite()
    {
        lock (_lock)
        {
            _writes++;
            _writing++;
            _settled = null;
        }
    }

    /// <summary>It has ended, one way or the other.</summary>
    public void EndWrite()
    {
        lock (_lock)
        {
            _writing--;
        }
    }

    /// <summary>To be called before the modification time is read that the others are then told; null while we write.</summary>
    public long? BeginLook()
    {
        lock (_lock)
        {
            return _writing == 0 ? _writes : null;
        }
    }

    /// <summary>Remembers the modification time after a flush, unless we wrote since the look began.</summary>
    public void Settle(DateTime modified, long? look)
    {
        lock (_lock)
        {
            if (look == _writes)
            {
                _settled = modified;
            }
        }
    }

    /// <summary>Forgets all: the file is taken as it is when it is looked at next.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _settled = null;
            _writes = 0;
        }
    }

    /// <summary>Whether someone else changed the file, judged by its modification time. The first time that it is asked it remembers.</summary>
    public bool IsChangedByOthers(DateTime modified, long? look)
    {
        lock (_lock)
        {
            if (look != _writes)
            {
                return false;
            }

            if (_settled is null && _writes == 0)
            {
                _settled = modified;
            }

            return _settled is { } settled && settled != modified;
        }
    }
}
