using System.Runtime.Intrinsics.X86;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

/// <summary>Pieces that are checked at once, in every width, as large content is on machines that have it.</summary>
public sealed class CheckGroupTests : IDisposable
{
    private const string Folder = "/content";

    private readonly InMemoryFileSystem _memory = new(new ManualTimeProvider());
    private readonly FaultPlan _plan = new();
    private readonly FaultyFileSystem _files;
    private readonly FileHandleCache _handles = new();

    public CheckGroupTests() => _files = new FaultyFileSystem(_memory, _plan);

    public static TheoryData<TorrentFormat, int, int> Ways
    {
        get
        {
            var ways = new TheoryData<TorrentFormat, int, int>();
            foreach (var (format, pieceLength) in new[]
            {
                (TorrentFormat.V1, 10_048), (TorrentFormat.V1, 65_536), (TorrentFormat.V2, 16_384), (TorrentFormat.V2, 65_536),
                (TorrentFormat.Hybrid, 16_384), (TorrentFormat.Hybrid, 65_536),
            })
            {
                ways.Add(format, pieceLength, 1);
                if (Avx2.IsSupported)
                {
                    ways.Add(format, pieceLength, 8);
                    ways.Add(format, pieceLength, 16);
                }
            }

            return ways;
        }
    }

    public void Dispose() => _handles.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task One_bad_piece_among_good_ones_is_the_only_one_that_is_found_bad(TorrentFormat format, int pieceLength, int lanes)
    {
        var torrent = Put(TestTorrent.OfFolder(format, pieceLength, 3_000_000, 5, 0, 2_500_000, 16_384));
        var content = _memory.ReadAll(PathOf(torrent, 0));
        foreach (var at in new[] { 0, (3 * pieceLength) + 17, 1_234_567, 2_999_999 })
        {
            content[at] ^= 1;
            _memory.WriteAll(PathOf(torrent, 0), content);

            var (good, failures) = await CheckAsync(torrent, lanes);

            failures.ShouldBeEmpty();
            Bad(good).ShouldBe([at / pieceLength]);
            content[at] ^= 1;
        }

        _memory.WriteAll(PathOf(torrent, 0), content);
        (await CheckAsync(torrent, lanes)).Good.IsFull.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Files_that_are_missing_short_or_unreadable_cost_their_own_pieces_only(TorrentFormat format, int pieceLength, int lanes)
    {
        var torrent = Put(TestTorrent.OfFolder(format, pieceLength, 2_000_000, 1_000_000, 1_500_000, 700_000, 2_000_000));
        _memory.Delete(PathOf(torrent, 1));
        _memory.WriteAll(PathOf(torrent, 2), torrent.Files[2].Content.AsSpan(0, 900_000));
        _plan.FailAll("file3", null, FileOperation.Read);

        var (expected, _) = await CheckAsync(torrent, lanes: 1);
        var (good, failures) = await CheckAsync(torrent, lanes);

        Bad(good).ShouldBe(Bad(expected));
        good.Count.ShouldBeGreaterThan(4_000_000 / pieceLength);
        failures.ShouldHaveSingleItem().Path.ShouldBe(PathOf(torrent, 3));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Some_pieces_are_checked_as_all_are_and_after_a_bad_one_too(TorrentFormat format, int pieceLength, int lanes)
    {
        var torrent = Put(TestTorrent.OfFile(format, pieceLength, 5_000_000));
        var content = torrent.Files[0].Content.ToArray();
        content[400_000] ^= 1;
        _memory.WriteAll($"{Folder}/{torrent.Files[0].Path}", content);
        var asked = new Bitfield(torrent.Metainfo.Geometry.PieceCount);
        for (var piece = 0; piece < asked.Length; piece += piece % 5 == 0 ? 1 : 2)
        {
            asked.Set(piece);
        }

        var (good, _) = await CheckAsync(torrent, lanes, asked);

        good.Count.ShouldBe(asked.Count - (asked[400_000 / pieceLength] ? 1 : 0));
        good[400_000 / pieceLength].ShouldBeFalse();
    }

    private static string PathOf(TestTorrent torrent, int file) => $"{Folder}/folder/{torrent.Files[file].Path}";

    private static int[] Bad(Bitfield good) => [.. Enumerable.Range(0, good.Length).Where(piece => !good[piece])];

    private TestTorrent Put(TestTorrent torrent)
    {
        foreach (var (path, content) in torrent.Files)
        {
            _memory.WriteAll(torrent.Metainfo.IsSingleFile ? $"{Folder}/{path}" : $"{Folder}/folder/{path}", content);
        }

        return torrent;
    }

    private async Task<(Bitfield Good, IReadOnlyList<StorageException> Failures)> CheckAsync(TestTorrent torrent, int lanes, Bitfield? pieces = null)
    {
        if (pieces is null)
        {
            pieces = new Bitfield(torrent.Metainfo.Geometry.PieceCount);
            pieces.SetAll();
        }

        using var store = new ContentStore(new ContentLayout(torrent.Metainfo, Folder, _files), _handles);
        var plan = new LanePlan(lanes, HasLeaves: lanes > 1 && torrent.Metainfo.Format != TorrentFormat.V1);
        return await new ContentChecker(store, new PieceVerifier(torrent.Metainfo), plan).CheckAllAsync(pieces, null, CancellationToken.None);
    }
}
