using System.Runtime.CompilerServices;

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

    /// <summary>Writes the hash to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <summary>Whether the hash is these bytes.</summary>
    public bool Is(ReadOnlySpan<byte> bytes) => bytes.SequenceEqual(_bytes);

    /// <inheritdoc/>
    public bool Equals(Sha1Hash other) => other.Is(_bytes);

    /// <inheritdoc/>
    public override int GetHashCode() => Unsafe.ReadUnaligned<int>(in _bytes[0]);

    /// <summary>40 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(_bytes);

    [InlineArray(Size)]
    private struct Storage
    {
        private byte _first;
    }
}
