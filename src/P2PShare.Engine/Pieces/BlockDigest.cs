using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace P2PShare.Engine.Pieces;

/// <summary>Tells two versions of a block apart: the first half of its SHA-256.</summary>
internal readonly record struct BlockDigest(UInt128 Value)
{
    /// <summary>The digest of a block's bytes.</summary>
    public static BlockDigest Of(ReadOnlySpan<byte> block)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(block, hash);
        return new BlockDigest(MemoryMarshal.Read<UInt128>(hash));
    }
}
