using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace P2PShare.Protocol.Krpc;

/// <summary>A Bloom filter of addresses, by which peers are counted over several nodes. Not thread-safe. BEP 33.</summary>
public sealed class ScrapeFilter
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 256;

    private const int BitCount = Size * 8;
    private const int Hashes = 2;

    private readonly byte[] _bits = new byte[Size];

    /// <summary>An empty filter.</summary>
    public ScrapeFilter()
    {
    }

    /// <summary>Reads a filter of exactly <see cref="Size"/> bytes.</summary>
    public ScrapeFilter(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(_bits);
    }

    /// <summary>The filter's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bits;

    /// <summary>Whether so many bits are set that counting by them fails: more than about 6000 addresses.</summary>
    public bool IsFull => ZeroBits() < BitCount / 350;

    /// <summary>Adds an address; of which port does not matter.</summary>
    public void Add(IPAddress address)
    {
        var (first, second) = Places(address);
        _bits[first / 8] |= (byte)(1 << (first % 8));
        _bits[second / 8] |= (byte)(1 << (second % 8));
    }

    /// <summary>Whether an address may have been added; false only if it was not.</summary>
    public bool MayContain(IPAddress address)
    {
        var (first, second) = Places(address);
        return (_bits[first / 8] & (1 << (first % 8))) != 0 && (_bits[second / 8] & (1 << (second % 8))) != 0;
    }

    /// <summary>Adds all that another filter has.</summary>
    public void Unite(ScrapeFilter other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < Size; i++)
        {
            _bits[i] |= other._bits[i];
        }
    }

    /// <summary>About how many addresses have been added.</summary>
    public double Estimate()
    {
        var zero = Math.Min(BitCount - 1, ZeroBits());
        return zero == 0 ? double.PositiveInfinity : Math.Log(zero / (double)BitCount) / (Hashes * Math.Log(1 - (1.0 / BitCount)));
    }

    private int ZeroBits()
    {
        var set = 0;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(_bits))
        {
            set += BitOperations.PopCount(word);
        }

        return BitCount - set;
    }

    [SuppressMessage("Security", "CA5350", Justification = "BEP 33 is made of SHA-1.")]
    private static (int First, int Second) Places(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(bytes[..length], hash);
        return ((hash[0] | (hash[1] << 8)) % BitCount, (hash[2] | (hash[3] << 8)) % BitCount);
    }
}
