namespace P2PShare.Engine.Storage;

/// <summary>
/// Tells changes that we made to a file apart from those that someone else made: remembers the modification time since the file was last
/// ours to change, and none while we write. Touches no file. Thread-safe.
/// </summary>
internal sealed class FileWatch
{
    private readonly Lock _lock = new();
    private DateTime? _settled;
    private long _writes;
    private int _writing;

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

    /// <summary>Number of writes so far. To be read before the modification time that <see cref="Settle"/> is then told.</summary>
    public long Writes
    {
        get
        {
            lock (_lock)
            {
                return _writes;
            }
        }
    }

    /// <summary>Remembers a modification time, unless we wrote since it was read.</summary>
    public void Settle(DateTime modified, long writesBefore)
    {
        lock (_lock)
        {
            if (_writing == 0 && _writes == writesBefore)
            {
                _settled = modified;
            }
        }
    }

    /// <summary>Forgets what it knew: the file is looked at anew.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _settled = null;
        }
    }

    /// <summary>Whether someone else changed the file, judged by its modification time now. The first time that it is asked it remembers.</summary>
    public bool IsChangedByOthers(IFileHandle handle)
    {
        var writes = Writes;
        var modified = handle.Modified;
        lock (_lock)
        {
            if (_writing > 0 || _writes != writes)
            {
                return false;
            }

            _settled ??= modified;
            return _settled != modified;
        }
    }
}
