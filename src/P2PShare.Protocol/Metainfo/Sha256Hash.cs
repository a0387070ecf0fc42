using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace P2PShare.Protocol.Metainfo;

/// <summary>A SHA-256 hash of 32 bytes: a v2 info-hash or a node of a v2 merkle tree (BEP 52).</summary>
public readonly record struct Sha256Hash
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly Storage _bytes;

    /// <summary>Copies the hash out of <paramref name="bytes"/>, which is exactly <see cref="Size"/> long.</summary>
    public Sha256Hash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(_bytes);
    }

    /// <summary>The SHA-256 of some bytes.</summary>
    public static Sha256Hash Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA256.HashData(content, hash);
        return new Sha256Hash(hash);
    }

    /// <summary>Writes the hash to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <summary>Whether the hash is these bytes.</summary>
    public bool Is(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_bytes);

    /// <summary>The first 20 bytes: how a v2 info-hash is written in handshakes and announces (BEP 52).</summary>
    public Sha1Hash Truncate() => new(((ReadOnlySpan<byte>)_bytes)[..Sha1Hash.Size]);

    /// <inheritdoc/>
    public bool Equals(Sha256Hash other) => other.Is(_bytes);

    /// <inheritdoc/>
    /// <remarks>Strangers choose these bytes; a seed of the process keeps them from choosing many that share a bucket.</remarks>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);

    [InlineArray(Size)]
    private struct Storage
    {
        private byte _first;
    }
}
