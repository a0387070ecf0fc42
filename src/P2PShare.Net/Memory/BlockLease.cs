namespace P2PShare.Net.Memory;

/// <summary>16 KiB of memory lent by an <see cref="IBlockPool"/>. Whoever holds it owns it and disposes it exactly once.</summary>
public abstract class BlockLease : IDisposable
{
    /// <summary>Bytes of every lease.</summary>
    public const int Size = 16 * 1024;

    /// <summary>The memory, <see cref="Size"/> bytes. Not to be touched after <see cref="Dispose"/>.</summary>
    public abstract Memory<byte> Memory { get; }

    /// <summary>Gives the memory back.</summary>
    public abstract void Dispose();
}
