namespace P2PShare.Engine.Diagnostics;

/// <summary>How many workers hash and how many write at this moment. Thread-safe.</summary>
internal sealed class DiskActivity
{
    private int _hashing;
    private int _writing;

    /// <summary>Workers that hash.</summary>
    public int Hashing => Volatile.Read(ref _hashing);

    /// <summary>Workers that write, or wait for the disk to do so.</summary>
    public int Writing => Volatile.Read(ref _writing);

    /// <summary>Hashes.</summary>
    public T Hash<T>(Func<T> job)
    {
        Interlocked.Increment(ref _hashing);
        try
        {
            return job();
        }
        finally
        {
            Interlocked.Decrement(ref _hashing);
        }
    }

    /// <summary>Writes.</summary>
    public void Write(Action job)
    {
        Interlocked.Increment(ref _writing);
        try
        {
            job();
        }
        finally
        {
            Interlocked.Decrement(ref _writing);
        }
    }
}
