using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;

namespace P2PShare.Protocol.Pieces;

/// <summary>A set of indexes from 0 to <see cref="Length"/> - 1, such as the pieces that a peer has. BEP 3, <c>bitfield</c>. Not thread-safe.</summary>
/// <remarks>Kept as on the wire, so that reading and writing is copying: the highest bit of the first word is index 0. Spare bits are always clear.</remarks>
public sealed class Bitfield
{
    private const int WordBits = 64;

    private readonly ulong[] _words;

    /// <summary>An empty set over <paramref name="length"/> indexes.</summary>
    public Bitfield(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _words = new ulong[(int)(((long)length + WordBits - 1) / WordBits)];
    }

    private Bitfield(Bitfield other)
    {
        Length = other.Length;
        Count = other.Count;
        _words = (ulong[])other._words.Clone();
    }

    /// <summary>Number of indexes, set or not.</summary>
    public int Length { get; }

    /// <summary>Number of indexes that are set.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every index is set. An empty range is full.</summary>
    public bool IsFull => Count == Length;

    /// <summary>Whether no index is set.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Bytes on the wire.</summary>
    public int ByteCount => ByteCountOf(Length);

    /// <summary>The set as words: index <c>i</c> is bit <c>63 - i % 64</c> of word <c>i / 64</c>. For operations on whole sets.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Whether an index is set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    public bool this[int index]
    {
        get
        {
            ThrowIfOutOfRange(index);
            return (_words[index / WordBits] & Mask(index)) != 0;
        }
    }

    /// <summary>Bytes that a set over <paramref name="length"/> indexes has on the wire.</summary>
    public static int ByteCountOf(int length) => (int)(((long)length + 7) / 8);

    /// <summary>Reads a set in wire order, highest bit of the first byte first. False when the number of bytes is wrong or a spare bit is set.</summary>
    public static bool TryRead(ReadOnlySpan<byte> wire, int length, [NotNullWhen(true)] out Bitfield? bitfield)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        bitfield = null;
        if (wire.Length != ByteCountOf(length) || (length % 8 != 0 && (byte)(wire[^1] << (length % 8)) != 0))
        {
            return false;
        }

        bitfield = new Bitfield(length);
        bitfield.Fill(wire);
        return true;
    }

    /// <summary>Sets an index and says whether that changed anything.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    public bool Set(int index)
    {
        ThrowIfOutOfRange(index);
        ref var word = ref _words[index / WordBits];
        if ((word & Mask(index)) != 0)
        {
            return false;
        }

        word |= Mask(index);
        Count++;
        return true;
    }

    /// <summary>Clears an index and says whether that changed anything.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Length"/>.</exception>
    public bool Clear(int index)
    {
        ThrowIfOutOfRange(index);
        ref var word = ref _words[index / WordBits];
        if ((word & Mask(index)) == 0)
        {
            return false;
        }

        word &= ~Mask(index);
        Count--;
        return true;
    }

    /// <summary>Sets every index.</summary>
    public void SetAll()
    {
        MemoryMarshal.AsBytes(_words.AsSpan()).Fill(byte.MaxValue);
        if (Length % WordBits != 0)
        {
            _words[^1] = ~(ulong.MaxValue >> (Length % WordBits));
        }

        Count = Length;
    }

    /// <summary>Clears every index.</summary>
    public void ClearAll()
    {
        Array.Clear(_words);
        Count = 0;
    }

    /// <summary>The first set index at or after <paramref name="from"/>; -1 when there is none.</summary>
    public int NextSet(int from) => Next(from, inverted: 0);

    /// <summary>The first clear index at or after <paramref name="from"/>; -1 when there is none.</summary>
    public int NextClear(int from)
    {
        var index = Next(from, inverted: ulong.MaxValue);
        return index < Length ? index : -1;
    }

    /// <summary>Whether some index is set here that is not set in <paramref name="other"/>, a set of the same length.</summary>
    public bool HasAnyNotIn(Bitfield other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentOutOfRangeException.ThrowIfNotEqual(other.Length, Length);
        for (var i = 0; i < _words.Length; i++)
        {
            if ((_words[i] & ~other._words[i]) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A copy that shares nothing with this set.</summary>
    public Bitfield Clone() => new(this);

    /// <summary>The set in wire order. The caller owns the array.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[ByteCount];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Writes the set in wire order to the first <see cref="ByteCount"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, ByteCount);
        var count = ByteCount;
        for (var i = 0; i < count / sizeof(ulong); i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination[(i * sizeof(ulong))..], _words[i]);
        }

        for (var i = count - (count % sizeof(ulong)); i < count; i++)
        {
            destination[i] = (byte)(_words[i / sizeof(ulong)] >> (WordBits - 8 - (i % sizeof(ulong) * 8)));
        }
    }

    private static ulong Mask(int index) => 1UL << (WordBits - 1 - (index % WordBits));

    private static ulong ReadWord(ReadOnlySpan<byte> wire)
    {
        if (wire.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(wire);
        }

        Span<byte> last = stackalloc byte[sizeof(ulong)];
        last.Clear();
        wire.CopyTo(last);
        return BinaryPrimitives.ReadUInt64BigEndian(last);
    }

    private void ThrowIfOutOfRange(int index) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Length, nameof(index));

    private void Fill(ReadOnlySpan<byte> wire)
    {
        for (var i = 0; i < _words.Length; i++)
        {
            _words[i] = ReadWord(wire[(i * sizeof(ulong))..]);
            Count += BitOperations.PopCount(_words[i]);
        }
    }

    private int Next(int from, ulong inverted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (from >= Length)
        {
            return -1;
        }

        var at = from / WordBits;
        var word = (_words[at] ^ inverted) & (ulong.MaxValue >> (from % WordBits));
        while (word == 0)
        {
            if (++at == _words.Length)
            {
                return -1;
            }

            word = _words[at] ^ inverted;
        }

        return (at * WordBits) + BitOperations.LeadingZeroCount(word);
    }
}
