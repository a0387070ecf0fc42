using Org.BouncyCastle.Math.EC.Rfc8032;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Items;

/// <summary>Ed25519 as items use it. The curve arithmetic is BouncyCastle's: .NET 10 has none. RFC 8032, BEP 44.</summary>
public static class ItemSignature
{
    /// <summary>Length of the secret seed that a key pair follows from.</summary>
    public const int SeedSize = 32;

    /// <summary>The public key of a secret seed.</summary>
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        var key = new byte[KrpcItem.KeySize];
        Ed25519.GeneratePublicKey(seed.ToArray(), 0, key, 0);
        return key;
    }

    /// <summary>Signs bytes with a secret seed; takes the same time whatever the seed is.</summary>
    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedSize);
        var signature = new byte[KrpcItem.SignatureSize];
        var message = content.ToArray();
        Ed25519.Sign(seed.ToArray(), 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    /// <summary>Whether a signature of bytes is a key's. Any bytes may be given for each of them.</summary>
    public static bool IsValid(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> content)
    {
        if (key.Length != KrpcItem.KeySize || signature.Length != KrpcItem.SignatureSize)
        {
            return false;
        }

        var message = content.ToArray();
        return Ed25519.Verify(signature.ToArray(), 0, key.ToArray(), 0, message, 0, message.Length);
    }

    /// <summary>Whether an item may be under a target: its value hashes to it, or its key does and the signature is right.</summary>
    public static bool Proves(KrpcItem item, NodeId target, ReadOnlySpan<byte> salt)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!item.IsMutable)
        {
            return ItemText.TargetOf(item.Value.Span) == target;
        }

        return item.Sequence is { } sequence
            && ItemText.TargetOf(item.Key.Span, salt) == target
            && IsValid(item.Key.Span, item.Signature.Span, ItemText.Signed(salt, sequence, item.Value.Span));
    }
}
