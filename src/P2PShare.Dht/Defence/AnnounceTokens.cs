using System.Net;
using System.Security.Cryptography;

namespace P2PShare.Dht.Defence;

/// <summary>
/// Tokens that prove that whoever wants to store something receives at the address it sends from: a keyed hash of the address. Two secrets, a new one
/// every five minutes, so that a token is good for five to ten. Not thread-safe. BEP 5.
/// </summary>
internal sealed class AnnounceTokens(DhtClock clock, RandomNumberGenerator random)
{
    public const int Size = 8;

    private byte[] _secret = NewSecret(random);
    private byte[] _formerSecret = NewSecret(random);
    private TimeSpan _rotatedAt = clock.Now;

    public byte[] Create(IPAddress address)
    {
        Rotate();
        return Compute(_secret, address);
    }

    public bool IsValid(ReadOnlySpan<byte> token, IPAddress address)
    {
        Rotate();
        return CryptographicOperations.FixedTimeEquals(token, Compute(_secret, address))
            | CryptographicOperations.FixedTimeEquals(token, Compute(_formerSecret, address));
    }

    private static byte[] NewSecret(RandomNumberGenerator random)
    {
        var secret = new byte[HMACSHA256.HashSizeInBytes];
        random.GetBytes(secret);
        return secret;
    }

    private static byte[] Compute(byte[] secret, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, bytes[..length], hash);
        return hash[..Size].ToArray();
    }

    private void Rotate()
    {
        var age = clock.Now - _rotatedAt;
        if (age < DhtLimits.TokenRotation)
        {
            return;
        }

        // After a long silence the newest secret is too old to be the former one.
        _formerSecret = age < 2 * DhtLimits.TokenRotation ? _secret : NewSecret(random);
        _secret = NewSecret(random);
        _rotatedAt = clock.Now;
    }
}
