using System.Buffers;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The beginning of a message whose rest has not arrived. Takes memory as bytes come, not as a length promises them.</summary>
internal sealed class PartialMessage
{
    private const int FirstCapacity = 256;

    private byte[] _bytes = [];

    public int Count { get; private set; }

    /// <summary>Bytes of memory held at present.</summary>
    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    public void Append(ReadOnlySpan<byte> part)
    {
        if (Count + part.Length > _bytes.Length)
        {
            Grow(Count + part.Length);
        }

        part.CopyTo(_bytes.AsSpan(Count));
        Count += part.Length;
    }

    public void Clear()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = [];
        Count = 0;
    }

    private void Grow(int needed)
    {
        // Twice as much each time, so that a message that arrives byte by byte is not copied for each of them.
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstCapacity, 2 * _bytes.Length)));
        Bytes.CopyTo(larger);
        var count = Count;
        Clear();
        _bytes = larger;
        Count = count;
    }
}
