using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Krpc;

/// <summary>A place in the DHT's key space of 160 bits: a node's id, an info-hash or an item's target. Distance is exclusive or. BEP 5.</summary>
public readonly struct NodeId : IEquatable<NodeId>, IComparable<NodeId>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    /// <summary>Length in bits.</summary>
    public const int Bits = 160;

    private readonly ulong _first;
    private readonly ulong _second;
    private readonly uint _third;

    /// <summary>Reads an id of exactly <see cref="Size"/> bytes.</summary>
    public NodeId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _first = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _second = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _third = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    private NodeId(ulong first, ulong second, uint third)
    {
        _first = first;
        _second = second;
        _third = third;
    }

    /// <summary>Whether two ids are the same.</summary>
    public static bool operator ==(NodeId left, NodeId right) => left.Equals(right);

    /// <summary>Whether two ids differ.</summary>
    public static bool operator !=(NodeId left, NodeId right) => !left.Equals(right);

    /// <summary>The exclusive or: the distance between two ids.</summary>
    public static NodeId operator ^(NodeId left, NodeId right) =>
        new(left._first ^ right._first, left._second ^ right._second, left._third ^ right._third);

    /// <summary>Whether one number is less than another.</summary>
    public static bool operator <(NodeId left, NodeId right) => left.CompareTo(right) < 0;

    /// <summary>Whether one number is greater than another.</summary>
    public static bool operator >(NodeId left, NodeId right) => left.CompareTo(right) > 0;

    /// <summary>Whether one number is not greater than another.</summary>
    public static bool operator <=(NodeId left, NodeId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one number is not less than another.</summary>
    public static bool operator >=(NodeId left, NodeId right) => left.CompareTo(right) >= 0;

    /// <summary>The place of a torrent or an item.</summary>
    public static NodeId Of(Sha1Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        hash.CopyTo(bytes);
        return new NodeId(bytes);
    }

    /// <summary>A random id.</summary>
    public static NodeId Random(RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> bytes = stackalloc byte[Size];
        random.GetBytes(bytes);
        return new NodeId(bytes);
    }

    /// <summary>An id that has the first <paramref name="bits"/> bits of this one, then the opposite bit, then those of <paramref name="rest"/>.</summary>
    /// <param name="bits">0 to 159.</param>
    /// <param name="rest">Where the other bits come from.</param>
    public NodeId Diverge(int bits, NodeId rest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bits);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bits, Bits);
        Span<byte> result = stackalloc byte[Size];
        Span<byte> own = stackalloc byte[Size];
        rest.CopyTo(result);
        CopyTo(own);
        var whole = bits / 8;
        own[..whole].CopyTo(result);
        var bit = 0x80 >> (bits % 8);
        var before = (byte)~((bit << 1) - 1);
        result[whole] = (byte)((own[whole] & before) | (~own[whole] & bit) | (result[whole] & (bit - 1)));
        return new NodeId(result);
    }

    /// <summary>How many of the first bits are the same: 0 to 160.</summary>
    public int CommonBits(NodeId other)
    {
        if (_first != other._first)
        {
            return BitOperations.LeadingZeroCount(_first ^ other._first);
        }

        return _second != other._second
            ? 64 + BitOperations.LeadingZeroCount(_second ^ other._second)
            : 128 + BitOperations.LeadingZeroCount(_third ^ other._third);
    }

    /// <summary>Whether this id is nearer to <paramref name="target"/> than <paramref name="other"/> is.</summary>
    public bool IsNearer(NodeId target, NodeId other) => (this ^ target).CompareTo(other ^ target) < 0;

    /// <summary>Writes the id to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _first);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _second);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _third);
    }

    /// <summary>The same bytes as a hash.</summary>
    public Sha1Hash ToHash()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return new Sha1Hash(bytes);
    }

    /// <inheritdoc/>
    public int CompareTo(NodeId other)
    {
        var first = _first.CompareTo(other._first);
        if (first != 0)
        {
            return first;
        }

        var second = _second.CompareTo(other._second);
        return second != 0 ? second : _third.CompareTo(other._third);
    }

    /// <inheritdoc/>
    public bool Equals(NodeId other) => _first == other._first && _second == other._second && _third == other._third;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NodeId other && Equals(other);

    /// <inheritdoc/>
    /// <remarks>Strangers choose these bytes; the seed of the process in <see cref="HashCode"/> keeps them from choosing many that collide.</remarks>
    public override int GetHashCode() => HashCode.Combine(_first, _second, _third);

    /// <summary>40 lower-case hex digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
