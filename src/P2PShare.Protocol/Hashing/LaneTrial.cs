using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace P2PShare.Protocol.Hashing;

/// <summary>Tries kernels against the platform's own hash: one that is wrong is never taken, nor one that gains little.</summary>
[SuppressMessage("Security", "CA5350", Justification = "BEP 3 is made of SHA-1.")]
internal static class LaneTrial
{
    private const int MessageLength = 16 * 1024;
    private const int Stride = MessageLength + (3 * LaneHasher.BlockLength);

    /// <summary>Others have the core now and then: the shortest of some runs counts.</summary>
    private const int Runs = 8;

    /// <summary>What a kernel must gain at least to be worth its restrictions.</summary>
    private const double LeastGain = 1.1;

    /// <summary>The lanes of the fastest kernel that is right; 1 where that is the platform's own hash.</summary>
    public static int Best(HashKind kind, IEnumerable<HashKernel> kernels)
    {
        var bytes = new byte[LaneHasher.MaxLanes * Stride];
        new Random(1).NextBytes(bytes);
        var expected = new byte[LaneHasher.MaxLanes * HashLength(kind)];
        var best = (Lanes: 1, Time: TimePerMessage(LaneHasher.MaxLanes, () => HashOneByOne(kind, bytes, expected)) / LeastGain);
        foreach (var kernel in kernels)
        {
            var hasher = new LaneHasher(kernel);
            var hashes = new byte[kernel.Lanes * hasher.HashLength];
            var time = TimePerMessage(kernel.Lanes, () => HashTogether(hasher, bytes, hashes));
            if (time < best.Time && hashes.AsSpan().SequenceEqual(expected.AsSpan(0, hashes.Length)))
            {
                best = (kernel.Lanes, time);
            }
        }

        return best.Lanes;
    }

    private static int HashLength(HashKind kind) => kind == HashKind.Sha1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;

    private static double TimePerMessage(int messages, Action hash)
    {
        // What is done for the first time is compiled and fetched.
        hash();
        var shortest = long.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            hash();
            shortest = Math.Min(shortest, Stopwatch.GetTimestamp() - start);
        }

        return (double)shortest / messages;
    }

    private static void HashOneByOne(HashKind kind, byte[] bytes, byte[] hashes)
    {
        for (var i = 0; i < LaneHasher.MaxLanes; i++)
        {
            var message = bytes.AsSpan(i * Stride, MessageLength);
            var hash = hashes.AsSpan(i * HashLength(kind));
            _ = kind == HashKind.Sha1 ? SHA1.HashData(message, hash) : SHA256.HashData(message, hash);
        }
    }

    // In two parts: a hash that cannot go on is found out too.
    private static void HashTogether(LaneHasher hasher, byte[] bytes, byte[] hashes)
    {
        hasher.Append(bytes, Stride, MessageLength / 2);
        hasher.Append(bytes.AsSpan(MessageLength / 2), Stride, MessageLength / 2);
        hasher.Finish(hashes);
    }
}
