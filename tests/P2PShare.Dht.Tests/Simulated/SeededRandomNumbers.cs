using System.Security.Cryptography;

namespace P2PShare.Dht.Tests.Simulated;

/// <summary>Numbers that nobody could guess, were they not the same each time.</summary>
public sealed class SeededRandomNumbers(int seed) : RandomNumberGenerator
{
    private readonly Random _random = new(seed);

    public override void GetBytes(byte[] data) => _random.NextBytes(data);

    public override void GetBytes(Span<byte> data) => _random.NextBytes(data);
}
