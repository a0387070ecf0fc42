namespace P2PShare.Protocol.Hashing;

/// <summary>Takes the next blocks of several messages, one message in each lane.</summary>
/// <param name="state">The first numbers of all messages' states, then the second ones, and so on; aligned.</param>
/// <param name="messages">For each lane where its next block lies.</param>
/// <param name="blocks">How many, of each message.</param>
internal unsafe delegate void CompressBlocks(uint* state, byte** messages, int blocks);

/// <summary>The arithmetic of a hash over a number of lanes.</summary>
internal sealed class HashKernel(HashKind kind, int lanes, CompressBlocks compress)
{
    private static readonly uint[] Sha1Start = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];

    private static readonly uint[] Sha256Start =
        [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

    public int Lanes => lanes;

    public CompressBlocks Compress => compress;

    /// <summary>What a message's state is before its first block.</summary>
    public uint[] Start { get; } = kind == HashKind.Sha1 ? Sha1Start : Sha256Start;

    /// <summary>Those that this machine has the instructions for, the widest last.</summary>
    public static IReadOnlyList<HashKernel> Supported(HashKind kind) =>
        Lanes16.IsSupported ? [Of(kind, Lanes8.Count), Of(kind, Lanes16.Count)]
        : Lanes8.IsSupported ? [Of(kind, Lanes8.Count)]
        : [];

    /// <summary>The kernel of this many lanes. Sixteen need no AVX-512, only AVX2, but are slow without.</summary>
    public static unsafe HashKernel Of(HashKind kind, int lanes) => (kind, lanes) switch
    {
        (HashKind.Sha1, 8) => new(kind, lanes, Sha1Kernel<Lanes8>.Compress),
        (HashKind.Sha1, 16) => new(kind, lanes, Sha1Kernel<Lanes16>.Compress),
        (HashKind.Sha256, 8) => new(kind, lanes, Sha256Kernel<Lanes8>.Compress),
        (HashKind.Sha256, 16) => new(kind, lanes, Sha256Kernel<Lanes16>.Compress),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes), lanes, message: null),
    };
}
