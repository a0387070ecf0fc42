using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.Hashing;

namespace P2PShare.Benchmarks;

/// <summary>What it costs to hash 256 KiB of several messages at once, and one after another with the platform's own hash.</summary>
[MemoryDiagnoser]
public class HashLanesBenchmarks
{
    private const int Length = 256 * 1024;
    private const int Gap = 192;

    private readonly byte[] _bytes = new byte[Length + (16 * Gap)];
    private readonly byte[] _hashes = new byte[16 * SHA256.HashSizeInBytes];
    private LaneHasher _hasher = null!;
    private IncrementalHash _platform = null!;

    [Params(HashKind.Sha1, HashKind.Sha256)]
    public HashKind Kind { get; set; }

    [Params(8, 16)]
    public int Lanes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        new Random(1).NextBytes(_bytes);
        _hasher = new LaneHasher(Kind, Lanes);
        _platform = IncrementalHash.CreateHash(Kind == HashKind.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
    }

    [GlobalCleanup]
    public void Cleanup() => _platform.Dispose();

    [Benchmark(Baseline = true)]
    public int OneByOne()
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            _platform.AppendData(_bytes, lane * (Length / Lanes), Length / Lanes);
            _ = _platform.GetHashAndReset(_hashes);
        }

        return _hashes[0];
    }

    [Benchmark]
    public int AtOnce()
    {
        _hasher.Append(_bytes, (Length / Lanes) + Gap, Length / Lanes);
        _hasher.Finish(_hashes.AsSpan(0, Lanes * _hasher.HashLength));
        return _hashes[0];
    }

    /// <summary>Lanes push each other out of the first cache where they lie a multiple of 4 KiB apart.</summary>
    [Benchmark]
    public int AtOnceWithoutGaps()
    {
        _hasher.Append(_bytes, Length / Lanes, Length / Lanes);
        _hasher.Finish(_hashes.AsSpan(0, Lanes * _hasher.HashLength));
        return _hashes[0];
    }
}
