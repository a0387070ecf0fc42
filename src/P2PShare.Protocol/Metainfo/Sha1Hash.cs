using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace P2PShare.Protocol.Metainfo;

/// <summary>A SHA-1 hash of 20 bytes: a v1 info-hash or a v1 piece hash (BEP 3).</summary>
public readonly record struct Sha1Hash
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly Storage _bytes;

    /// <summary>Copies the hash out of <paramref name="bytes"/>, which is exactly <see cref="Size"/> long.</summary>
    public Sha1Hash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(_bytes);
    }

    /// <summary>The SHA-1 of some bytes.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "BEP 3 is made of SHA-1.")]
    public static Sha1Hash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA1.HashData(content, hash);
        return new Sha1Hash(hash);
    }

    /// <summary>Writes the hash to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <summary>Whether the hash is these bytes.</summary>
    public bool Is(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_bytes);

    /// <inheritdoc/>
    public bool Equals(Sha1Hash other) => other.Is(_bytes);

    /// <inheritdoc/>
    /// <remarks>Strangers choose these bytes; a seed of the process keeps them from choosing many that share a bucket.</remarks>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>40 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);

    [InlineArray(Size)]
    private struct Storage
    {
        private byte _first;
    }
}
