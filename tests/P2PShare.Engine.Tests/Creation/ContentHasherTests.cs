using System.Runtime.Intrinsics.X86;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class ContentHasherTests : IDisposable
{
    private const int PieceLength = 32 * 1024;

    private readonly TemporaryDirectory _folder = new();

    public static TheoryData<TorrentFormat, int> Ways
    {
        get
        {
            var ways = new TheoryData<TorrentFormat, int>();
            foreach (var format in Enum.GetValues<TorrentFormat>())
            {
                ways.Add(format, 1);
                if (Avx2.IsSupported)
                {
                    ways.Add(format, 8);
                    ways.Add(format, 16);
                }
            }

            return ways;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Pieces_that_are_hashed_at_once_have_the_hashes_that_they_have_alone(TorrentFormat format, int lanes)
    {
        var random = new Random(16);
        int[] lengths = [1, 700_001, PieceLength, 16_385, 5, 300_000, 2 * PieceLength, 1_000_003];
        var contents = lengths.Select(length => Some(random, length)).ToArray();
        for (var i = 0; i < contents.Length; i++)
        {
            await File.WriteAllBytesAsync(_folder[$"{i}"], contents[i]);
        }

        var files = new PhysicalFileSystem();
        var tree = new SourceWalker(files, new CreationOptions { Format = format }, CancellationToken.None).Walk(_folder.Path);
        var meter = new ProgressMeter(null, tree.TotalLength, TimeProvider.System);
        var hashes = await new ContentHasher(files, format, PieceLength, threads: 2, lanes).HashAsync(tree, meter, CancellationToken.None);

        if (format != TorrentFormat.V2)
        {
            hashes.PieceHashes.ToArray().ShouldBe(NaiveHashes.Pieces(WithoutPaddingBehindTheLast(contents, format), PieceLength, isPadded: false));
        }

        for (var i = 0; format != TorrentFormat.V1 && i < contents.Length; i++)
        {
            hashes.RootOf(i).ShouldBe(NaiveHashes.Root(contents[i]));
        }
    }

    // The last file of a hybrid is not padded.
    private static byte[][] WithoutPaddingBehindTheLast(byte[][] contents, TorrentFormat format) => format == TorrentFormat.V1
        ? contents
        : [.. contents.SkipLast(1).Select(content => content.Concat(new byte[((content.Length + PieceLength - 1) / PieceLength * PieceLength) - content.Length]).ToArray()), contents[^1]];

    private static byte[] Some(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }
}
