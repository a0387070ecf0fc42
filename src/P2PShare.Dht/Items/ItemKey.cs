using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Items;

/// <summary>A key pair that mutable items are signed with. Whoever has the seed can replace the items. BEP 44.</summary>
public sealed class ItemKey
{
    private readonly byte[] _seed;
    private readonly byte[] _publicKey;

    /// <summary>The key pair of a secret seed of 32 bytes, of which a copy is kept.</summary>
    public ItemKey(ReadOnlySpan<byte> seed)
    {
        _publicKey = ItemSignature.PublicKeyOf(seed);
        _seed = seed.ToArray();
    }

    /// <summary>The public key, 32 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>Makes a signed item.</summary>
    /// <param name="salt">Which of the key's items; empty for the one without salt.</param>
    /// <param name="sequence">Its number, from 0.</param>
    /// <param name="value">The value as it is bencoded.</param>
    public KrpcItem Sign(ReadOnlySpan<byte> salt, long sequence, ReadOnlyMemory<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        return new KrpcItem
        {
            Value = value,
            Key = _publicKey,
            Sequence = sequence,
            Signature = ItemSignature.Sign(_seed, ItemText.Signed(salt, sequence, value.Span)),
        };
    }
}
