using System.Runtime.Intrinsics.X86;

namespace P2PShare.Protocol.Hashing;

/// <summary>How many messages this machine hashes at once.</summary>
internal static class HashLanes
{
    /// <summary>Most messages at once on any machine.</summary>
    public const int Most = 16;

    // Leaf 7, EBX: the instructions that the platform's own hash is made of where they are there.
    private const int ShaInstructions = 1 << 29;

    private static readonly bool HasShaInstructions = X86Base.IsSupported && X86Base.CpuId(0, 0).Eax >= 7 && (X86Base.CpuId(7, 0).Ebx & ShaInstructions) != 0;

    /// <summary>
    /// The lanes that are fastest here; 1 for the platform's own hash. Measured on Zen 3 a core, eight lanes of AVX2 do SHA-1 in two thirds of the time that the
    /// SHA instructions take, and SHA-256 in about the same.
    /// </summary>
    public static int Best(HashKind kind)
    {
        if (Lanes16.IsSupported)
        {
            return Lanes16.Count;
        }

        return Lanes8.IsSupported && (kind == HashKind.Sha1 || !HasShaInstructions) ? Lanes8.Count : 1;
    }

    /// <summary>Fewest messages of a group for which the lanes, however many stay empty, are faster than one message after another.</summary>
    public static int Fewest(int lanes) => HasShaInstructions ? lanes * 3 / 4 : lanes / 2;

    /// <summary>A hash of this many lanes, at least two, which the machine need not have as instructions.</summary>
    public static LaneHash Create(HashKind kind, int lanes) => (kind, lanes) switch
    {
        (HashKind.Sha1, 8) => new LaneHash<Sha1Kernel<Lanes8>>(),
        (HashKind.Sha1, 16) => new LaneHash<Sha1Kernel<Lanes16>>(),
        (HashKind.Sha256, 8) => new LaneHash<Sha256Kernel<Lanes8>>(),
        (HashKind.Sha256, 16) => new LaneHash<Sha256Kernel<Lanes16>>(),
        _ => throw new ArgumentOutOfRangeException(nameof(lanes), lanes, null),
    };
}
