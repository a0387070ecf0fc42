using System.Runtime.Intrinsics.X86;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

/// <summary>Pieces that are hashed at once, in every width, as large content is on machines that have it.</summary>
public sealed class ContentHasherTests : IDisposable
{
    private const int PieceLength = 64 * 1024;

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
    public async Task Have_the_hashes_that_they_have_alone(TorrentFormat format, int lanes)
    {
        int[] lengths = [1, 1_700_001, PieceLength, 16_385, 5, 0, 600_000, 2 * PieceLength, 16_384, PieceLength - 1, 2_000_003];
        var contents = lengths.Select((length, i) => File.ReadAllBytes(_folder.WriteRandom($"tree/{i:D2}", length, seed: i))).ToArray();

        foreach (var hasLeaves in new[] { false, true })
        {
            var hashes = await HashAsync(new PhysicalFileSystem(), format, new LanePlan(lanes, hasLeaves && lanes > 1));

            if (format != TorrentFormat.V2)
            {
                Convert.ToHexString(hashes.PieceHashes.Span).ShouldBe(Convert.ToHexString(NaiveHashes.Pieces(contents, PieceLength, isPadded: format == TorrentFormat.Hybrid)));
            }

            for (var i = 0; format != TorrentFormat.V1 && i < contents.Length; i++)
            {
                hashes.RootOf(i).ShouldBe(contents[i].Length == 0 ? null : NaiveHashes.Root(contents[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_file_that_changes_meanwhile_is_named_and_nothing_stays_open(TorrentFormat format, int lanes)
    {
        for (var i = 0; i < 4; i++)
        {
            _folder.WriteRandom($"tree/{i}", 1_500_000, seed: i);
        }

        foreach (var length in new[] { 1_499_999, 700_000, 1_500_001 })
        {
            var path = _folder.WriteRandom("tree/2", 1_500_000, seed: 2);
            var done = 0;
            var files = new MeddlingFileSystem((call, called) =>
            {
                if (call == "read" && called == path && Interlocked.Exchange(ref done, 1) == 0)
                {
                    using var file = File.OpenWrite(path);
                    file.SetLength(length);
                }
            });

            var failure = await Should.ThrowAsync<CreationException>(() => HashAsync(files, format, new LanePlan(lanes, HasLeaves: false)));

            failure.Message.ShouldContain(path);
            failure.IsStorage.ShouldBeFalse();
            files.OpenHandles.ShouldBe(0);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Whichever_call_fails_the_failure_is_told_and_nothing_stays_open(TorrentFormat format, int lanes)
    {
        _folder.WriteRandom("tree/1", 1_200_000);
        _folder.WriteRandom("tree/2", 1_200_000);
        for (var failing = 1; failing < 60; failing += 7)
        {
            var calls = 0;
            var files = new MeddlingFileSystem((call, path) =>
            {
                if (call == "read" && Interlocked.Increment(ref calls) == failing)
                {
                    throw new IOException($"Input/output error : '{path}'", 5);
                }
            });

            if (await Record.ExceptionAsync(() => HashAsync(files, format, new LanePlan(lanes, HasLeaves: false))) is { } failure)
            {
                failure.ShouldBeOfType<CreationException>().IsStorage.ShouldBeTrue();
            }

            files.OpenHandles.ShouldBe(0);
        }
    }

    private async Task<ContentHashes> HashAsync(IFileSystem files, TorrentFormat format, LanePlan plan)
    {
        var tree = new SourceWalker(files, new CreationOptions { Format = format }, CancellationToken.None).Walk(_folder["tree"]);
        var meter = new ProgressMeter(null, tree.TotalLength, TimeProvider.System);
        return await new ContentHasher(files, format, PieceLength, threads: 2, plan).HashAsync(tree, meter, CancellationToken.None);
    }
}
