using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class ContentCheckerTests : IDisposable
{
    private const string Folder = "/content";

    private readonly InMemoryFileSystem _memory = new(new ManualTimeProvider());
    private readonly FaultPlan _plan = new();
    private readonly FaultyFileSystem _files;
    private readonly FileHandleCache _handles = new();

    public ContentCheckerTests() => _files = new FaultyFileSystem(_memory, _plan);

    public void Dispose() => _handles.Dispose();

    [Theory]
    [InlineData(TorrentFormat.V1, 10_000)]
    [InlineData(TorrentFormat.V2, 16_384)]
    [InlineData(TorrentFormat.Hybrid, 1 << 20)]
    public async Task Finds_the_pieces_that_are_there_and_no_others(TorrentFormat format, int pieceLength)
    {
        var torrent = TestTorrent.OfFolder(format, pieceLength, 700_000, 5, 0, 300_000);
        Put(torrent);
        var file = _memory.ReadAll(PathOf(torrent, 0));
        file[350_000] ^= 1;
        _memory.WriteAll(PathOf(torrent, 0), file);
        var corrupt = (int)(350_000 / pieceLength);

        var good = await CheckAsync(torrent);

        good.Count.ShouldBe(good.Length - 1);
        good[corrupt].ShouldBeFalse();
    }

    [Fact]
    public async Task Checks_only_what_it_is_asked_for_and_tells_how_far_it_is()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 1_000, 10_500);
        Put(torrent);
        var asked = new Bitfield(11);
        asked.Set(3);
        asked.Set(10);
        var progress = new Recorder();

        var good = await CheckAsync(torrent, asked, progress);

        RecordedDownload.Indexes(good).ShouldBe([3, 10]);
        progress.Reports.ShouldContain(new HashProgress(1_500, 1_500));
        progress.Reports.ShouldAllBe(report => report.BytesTotal == 1_500);
    }

    [Fact]
    public async Task Opens_nothing_for_pieces_that_cannot_be_there()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 1_000, 4_000, 4_000);
        Put(torrent);
        _memory.Delete(PathOf(torrent, 1));
        _memory.WriteAll(PathOf(torrent, 0), torrent.Files[0].Content.AsSpan(0, 1_500));
        _plan.FailAll("file1", null, FileOperation.OpenToRead);

        RecordedDownload.Indexes(await CheckAsync(torrent)).ShouldBe([0]);
    }

    [Fact]
    public async Task An_unreadable_file_ends_a_check_with_its_name()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 1_000, 4_000, 4_000);
        Put(torrent);
        _plan.FailAll("file1", null, FileOperation.Read);

        var failure = await Should.ThrowAsync<StorageException>(() => CheckAsync(torrent));

        failure.Failure.ShouldBe(StorageFailure.Io);
        failure.Path.ShouldBe(PathOf(torrent, 1));
    }

    [Fact]
    public async Task No_failing_operation_makes_a_piece_good_or_ends_the_check_of_the_others()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 1_000, 2_500, 2_500);
        Put(torrent);
        for (var number = 1; ; number++)
        {
            using var handles = new FileHandleCache();
            using var store = Store(torrent, handles);
            var all = new Bitfield(5);
            all.SetAll();
            _plan.FailAt(number);

            var (good, failures) = await new ContentChecker(store, new PieceVerifier(torrent.Metainfo)).CheckAllAsync(all, null, CancellationToken.None);

            if (!_plan.HasFailed)
            {
                good.IsFull.ShouldBeTrue();
                number.ShouldBeGreaterThan(8);
                return;
            }

            failures.Count.ShouldBe(1);
            good.IsFull.ShouldBeFalse();
            good.IsEmpty.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Ends_when_it_is_cancelled()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16, 100_000);
        Put(torrent);
        using var cancel = new CancellationTokenSource();
        var progress = new Recorder(cancel.Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => CheckAsync(torrent, null, progress, cancel.Token));

        progress.Reports.Count.ShouldBeLessThan(1_000);
    }

    private static string PathOf(TestTorrent torrent, int file) => $"{Folder}/folder/{torrent.Files[file].Path}";

    private void Put(TestTorrent torrent)
    {
        foreach (var (path, content) in torrent.Files)
        {
            _memory.WriteAll(torrent.Metainfo.IsSingleFile ? $"{Folder}/{path}" : $"{Folder}/folder/{path}", content);
        }
    }

    private ContentStore Store(TestTorrent torrent, FileHandleCache handles) => new(new ContentLayout(torrent.Metainfo, Folder, _files), handles);

    private async Task<Bitfield> CheckAsync(TestTorrent torrent, Bitfield? pieces = null, IProgress<HashProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        if (pieces is null)
        {
            pieces = new Bitfield(torrent.Metainfo.Geometry.PieceCount);
            pieces.SetAll();
        }

        using var store = Store(torrent, _handles);
        return await new ContentChecker(store, new PieceVerifier(torrent.Metainfo)).CheckAsync(pieces, progress, cancellationToken);
    }

    private sealed class Recorder(Action? onReport = null) : IProgress<HashProgress>
    {
        private readonly List<HashProgress> _reports = [];

        public IReadOnlyList<HashProgress> Reports
        {
            get
            {
                lock (_reports)
                {
                    return [.. _reports];
                }
            }
        }

        public void Report(HashProgress value)
        {
            lock (_reports)
            {
                _reports.Add(value);
            }

            onReport?.Invoke();
        }
    }
}
