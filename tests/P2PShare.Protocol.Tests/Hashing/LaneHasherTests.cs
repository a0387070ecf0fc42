using System.Security.Cryptography;
using P2PShare.Protocol.Hashing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Hashing;

/// <summary>Every width against the platform's own hash. Sixteen lanes run without AVX-512 too, though slowly.</summary>
public sealed class LaneHasherTests
{
    public static TheoryData<HashKind, int> Widths
    {
        get
        {
            var widths = new TheoryData<HashKind, int>();
            foreach (var kind in Enum.GetValues<HashKind>().Where(_ => Lanes8.IsSupported))
            {
                widths.Add(kind, 8);
                widths.Add(kind, 16);
            }

            return widths;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Messages_have_the_platforms_hashes_however_long_they_are_and_in_whatever_parts_they_come(HashKind kind, int lanes)
    {
        var hasher = new LaneHasher(kind, lanes);
        var random = new Random(180);
        for (var round = 0; round < 200; round++)
        {
            var messages = Messages(random, lanes, 64 * random.Next(40));

            HashSideBySide(hasher, messages, random).ShouldBe(Expected(kind, messages));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Messages_that_lie_anywhere_have_the_platforms_hashes_and_need_not_fill_all_lanes(HashKind kind, int lanes)
    {
        var hasher = new LaneHasher(kind, lanes);
        var random = new Random(16);
        for (var count = 1; count <= lanes; count++)
        {
            var messages = Messages(random, count, 64 * random.Next(1, 40));

            hasher.Append([.. messages.Select(message => new ReadOnlyMemory<byte>(message, 0, 64))]);
            hasher.Append([.. messages.Select(message => message.AsMemory(64))]);

            var hashes = new byte[count * hasher.HashLength];
            hasher.Finish(hashes);
            hashes.ShouldBe(Expected(kind, messages));
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_long_message_has_the_platforms_hash(HashKind kind, int lanes)
    {
        var messages = Messages(new Random(1), lanes, (1 << 20) + 64);

        HashSideBySide(new LaneHasher(kind, lanes), messages, new Random(2)).ShouldBe(Expected(kind, messages));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Parts_that_are_no_whole_blocks_or_lie_outside_are_refused(HashKind kind, int lanes)
    {
        var hasher = new LaneHasher(kind, lanes);
        var bytes = new byte[lanes * 128];

        Should.Throw<ArgumentOutOfRangeException>(() => hasher.Append(bytes, 128, 63));
        Should.Throw<ArgumentOutOfRangeException>(() => hasher.Append(bytes, 128, 192));
        Should.Throw<ArgumentOutOfRangeException>(() => hasher.Append(bytes.AsSpan(1), 128, 128));
        Should.Throw<ArgumentOutOfRangeException>(() => hasher.Append([new byte[64], new byte[128]]));
        Should.Throw<ArgumentOutOfRangeException>(() => hasher.Append([.. Enumerable.Repeat<ReadOnlyMemory<byte>>(bytes, lanes + 1)]));
        Should.Throw<ArgumentOutOfRangeException>(() => hasher.Finish(new byte[(lanes + 1) * hasher.HashLength]));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Takes_no_memory_in_the_long_run(HashKind kind, int lanes)
    {
        var hasher = new LaneHasher(kind, lanes);
        var bytes = new byte[lanes * 1024];
        var parts = Enumerable.Range(0, lanes).Select(lane => new ReadOnlyMemory<byte>(bytes, lane * 1024, 1024)).ToArray();
        var hashes = new byte[lanes * hasher.HashLength];
        var before = 0L;
        for (var i = 0; i < 100; i++)
        {
            before = i == 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
            hasher.Append(bytes, 1024, 1024);
            hasher.Append(parts);
            hasher.Finish(hashes);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

    private static byte[] HashSideBySide(LaneHasher hasher, byte[][] messages, Random random)
    {
        var stride = messages[0].Length + random.Next(100);
        var bytes = new byte[5 + (messages.Length * stride)];
        for (var i = 0; i < messages.Length; i++)
        {
            messages[i].CopyTo(bytes, 5 + (i * stride));
        }

        for (var done = 0; done < messages[0].Length;)
        {
            var length = Math.Min(64 * random.Next(1, 400), messages[0].Length - done);
            hasher.Append(bytes.AsSpan(5 + done), stride, length);
            done += length;
        }

        var hashes = new byte[messages.Length * hasher.HashLength];
        hasher.Finish(hashes);
        return hashes;
    }

    private static byte[][] Messages(Random random, int count, int length)
    {
        var messages = Enumerable.Range(0, count).Select(_ => new byte[length]).ToArray();
        Array.ForEach(messages, random.NextBytes);
        return messages;
    }

#pragma warning disable CA5350 // SHA-1 is what v1 pieces are hashed with (BEP 3).
    private static byte[] Expected(HashKind kind, byte[][] messages) =>
        [.. messages.SelectMany(message => kind == HashKind.Sha1 ? SHA1.HashData(message) : SHA256.HashData(message))];
#pragma warning restore CA5350
}
