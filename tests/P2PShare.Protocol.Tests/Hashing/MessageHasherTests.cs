using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using P2PShare.Protocol.Hashing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Hashing;

/// <summary>Every width that this machine can run, against the platform's own hash. Sixteen lanes run everywhere, though slowly without AVX-512.</summary>
public sealed class MessageHasherTests
{
    public static TheoryData<HashKind, int> Widths
    {
        get
        {
            var widths = new TheoryData<HashKind, int>();
            foreach (var kind in Enum.GetValues<HashKind>())
            {
                widths.Add(kind, 1);
                if (Avx2.IsSupported)
                {
                    widths.Add(kind, 8);
                    widths.Add(kind, 16);
                }
            }

            return widths;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Messages_of_any_lengths_that_come_in_any_parts_have_the_platforms_hashes(HashKind kind, int lanes)
    {
        using var hasher = new MessageHasher(kind, lanes);
        var random = new Random(180);
        for (var round = 0; round < 150; round++)
        {
            var messages = Enumerable.Range(0, random.Next(1, MessageHasher.MaxWidth + 1)).Select(_ => Some(random, random.Next(700))).ToArray();

            HashInParts(hasher, messages, () => random.Next(200)).ShouldBe(Expected(kind, messages));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Every_length_around_the_ends_of_blocks_has_the_platforms_hash(HashKind kind, int lanes)
    {
        using var hasher = new MessageHasher(kind, lanes);
        var random = new Random(64);
        for (var first = 0; first < 200; first += Group(lanes))
        {
            var messages = Enumerable.Range(first, Group(lanes)).Select(length => Some(random, length)).ToArray();

            HashInParts(hasher, messages, () => int.MaxValue).ShouldBe(Expected(kind, messages));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_message_goes_on_while_the_others_have_ended(HashKind kind, int lanes)
    {
        using var hasher = new MessageHasher(kind, lanes);
        var random = new Random(7);
        for (var longest = 0; longest < Group(lanes); longest++)
        {
            var messages = Enumerable.Range(0, Group(lanes)).Select(i => Some(random, i == longest ? 70_001 : i * 64)).ToArray();

            HashInParts(hasher, messages, () => 4096).ShouldBe(Expected(kind, messages));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Messages_side_by_side_have_the_platforms_hashes_however_many_and_wherever_they_begin(HashKind kind, int lanes)
    {
        using var hasher = new MessageHasher(kind, lanes);
        var random = new Random(52);
        foreach (var length in new[] { 1, 63, 64, 65, 1000 })
        {
            for (var count = 0; count < 35; count++)
            {
                var bytes = Some(random, 5 + (count * length));
                var messages = bytes.AsMemory(5, Math.Max(0, (count * length) - random.Next(length)));
                var parts = messages.ToArray().Chunk(length).ToArray();
                var hashes = new byte[parts.Length * hasher.HashLength];

                hasher.HashEach(messages.Span, length, hashes);

                hashes.ShouldBe(Expected(kind, parts));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Takes_no_memory_in_the_long_run(HashKind kind, int lanes)
    {
        using var hasher = new MessageHasher(kind, lanes);
        var parts = Enumerable.Repeat<ReadOnlyMemory<byte>>(new byte[1000], Group(lanes)).ToArray();
        var hashes = new byte[Group(lanes) * hasher.HashLength];
        var before = 0L;
        for (var i = 0; i < 100; i++)
        {
            before = i == 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
            hasher.Begin(parts.Length);
            hasher.Append(parts);
            hasher.Finish(hashes);
            hasher.HashEach(parts[0].Span[..(Group(lanes) * 50)], 50, hashes);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    [Fact]
    public void Little_is_hashed_one_after_another() => new MessageHasher(HashKind.Sha1, expected: 1_000_000).Width.ShouldBe(1);

    // As many as all lanes take: fewer are left to the platform's hash.
    private static int Group(int lanes) => Math.Max(lanes, 8);

    private static byte[] HashInParts(MessageHasher hasher, byte[][] messages, Func<int> nextLength)
    {
        var done = new int[messages.Length];
        var parts = new ReadOnlyMemory<byte>[messages.Length];
        hasher.Begin(messages.Length);
        while (Enumerable.Range(0, messages.Length).Any(i => done[i] < messages[i].Length))
        {
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = messages[i].AsMemory(done[i], Math.Min(nextLength(), messages[i].Length - done[i]));
                done[i] += parts[i].Length;
            }

            hasher.Append(parts);
        }

        var hashes = new byte[messages.Length * hasher.HashLength];
        hasher.Finish(hashes);
        return hashes;
    }

#pragma warning disable CA5350 // SHA-1 is what v1 pieces are hashed with (BEP 3).
    private static byte[] Expected(HashKind kind, byte[][] messages) =>
        [.. messages.SelectMany(message => kind == HashKind.Sha1 ? SHA1.HashData(message) : SHA256.HashData(message))];
#pragma warning restore CA5350

    private static byte[] Some(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
