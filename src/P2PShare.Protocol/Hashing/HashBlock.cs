namespace P2PShare.Protocol.Hashing;

/// <summary>What SHA-1 and SHA-256 have in common.</summary>
internal static class HashBlock
{
    /// <summary>Bytes that are compressed in one go.</summary>
    public const int Size = 64;
}
