namespace P2PShare.Net.Memory;

/// <summary>Lends memory in blocks of 16 KiB from one budget for the process. Tests put a pool that finds leaks in its place.</summary>
public interface IBlockPool : IDisposable
{
    /// <summary>Bytes that may be lent at once. A goal, not a wall: <see cref="Rent"/> always succeeds, and who rents much asks <see cref="IsExhausted"/> first.</summary>
    long Budget { get; }

    /// <summary>Bytes lent now.</summary>
    long Lent { get; }

    /// <summary>Whether the budget is used up.</summary>
    bool IsExhausted => Lent >= Budget;

    /// <summary>Lends a block. The caller owns it and disposes it once; passing it on passes that duty.</summary>
    BlockLease Rent();

    /// <summary>Gives up memory that nobody has been lent since the last call. For whoever has a clock.</summary>
    void Trim();
}
