namespace P2PShare.Protocol.Hashing;

/// <summary>How many messages this machine hashes at once. Found out by trying, once in a process, when there is enough to hash.</summary>
public static class HashLanes
{
    // To compile the kernels and try them takes as long as to hash about this much.
    private const long LeastBytes = 64L * 1024 * 1024;

    private static readonly Lazy<int> Sha1 = new(() => Try(HashKind.Sha1));
    private static readonly Lazy<int> Sha256 = new(() => Try(HashKind.Sha256));

    /// <summary>The lanes of a <see cref="LaneHasher"/> that is faster than the platform's own hash; 1 where none is, or where it is not worth finding out.</summary>
    /// <param name="kind">Which hash.</param>
    /// <param name="bytes">How much there is to hash.</param>
    public static int For(HashKind kind, long bytes) => bytes < LeastBytes ? 1 : kind == HashKind.Sha1 ? Sha1.Value : Sha256.Value;

    // The widest alone: where there is one, narrower ones are slower, and each takes a while to compile.
    private static int Try(HashKind kind) => HashKernel.Supported(kind) is [.., var widest] ? LaneTrial.Best(kind, [widest]) : 1;
}
