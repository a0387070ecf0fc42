namespace P2PShare.Protocol.Krpc;

/// <summary>An item as it travels. Immutable ones have only a value. BEP 44.</summary>
public sealed record KrpcItem
{
    /// <summary>Length of a public key.</summary>
    public const int KeySize = 32;

    /// <summary>Length of a signature.</summary>
    public const int SignatureSize = 64;

    /// <summary>The value as it is bencoded, 1000 bytes at most; empty when the answer says only which sequence number there is.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The Ed25519 public key, 32 bytes; empty for an immutable item.</summary>
    public ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The Ed25519 signature, 64 bytes; empty for an immutable item.</summary>
    public ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>The sequence number, from 0; null for an immutable item.</summary>
    public long? Sequence { get; init; }

    /// <summary>Whether the item is signed and can be replaced.</summary>
    public bool IsMutable => !Key.IsEmpty;
}
