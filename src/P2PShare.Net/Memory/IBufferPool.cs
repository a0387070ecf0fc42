using System.Buffers;

namespace P2PShare.Net.Memory;

/// <summary>Lends buffers of one size, for receiving and sending.</summary>
public interface IBufferPool
{
    /// <summary>Bytes of every buffer.</summary>
    int Size { get; }

    /// <summary>Lends a buffer of exactly <see cref="Size"/> bytes that hold anything. The caller owns it and disposes it exactly once.</summary>
    IMemoryOwner<byte> Rent();
}
