using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class ContentStoreTests : IDisposable
{
    private static readonly DateTime Later = DateTime.UtcNow.AddHours(1);

    private readonly TemporaryDirectory _folder = new();
    private readonly FaultPlan _plan = new();
    private readonly FaultyFileSystem _files;
    private readonly FileHandleCache _handles = new();

    public ContentStoreTests() => _files = new FaultyFileSystem(new PhysicalFileSystem(), _plan);

    public void Dispose()
    {
        _handles.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public void A_whole_torrent_becomes_just_the_files_that_it_is_of(TorrentFormat format)
    {
        var torrent = TestTorrent.OfFolder(format, 16_384, 40_000, 0, 1, 16_384, 100_000);
        using var store = Store(torrent);
        for (var piece = torrent.Metainfo.Geometry.PieceCount - 1; piece >= 0; piece--)
        {
            Write(store, torrent, piece);
        }

        store.Complete();

        Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length.ShouldBe(5);
        foreach (var (path, content) in torrent.Files)
        {
            File.ReadAllBytes(_folder[$"folder/{path}"]).ShouldBe(content);
        }
    }

    [Fact]
    public void A_single_file_lies_in_the_folder_itself()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 20_000, "name.bin");
        using var store = Store(torrent);
        Write(store, torrent, 0);
        Write(store, torrent, 1);

        store.Complete();

        File.ReadAllBytes(_folder["name.bin"]).ShouldBe(torrent.Space);
    }

    [Fact]
    public void Reserves_the_space_of_a_file_when_asked_and_else_lets_it_grow()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 1 << 20);
        using (var sparse = Store(torrent))
        {
            Write(sparse, torrent, 0);
            new FileInfo(_folder["content.bin"]).Length.ShouldBe(16_384);
        }

        using var reserving = Store(torrent, preallocate: true);
        Write(reserving, torrent, 0);
        new FileInfo(_folder["content.bin"]).Length.ShouldBe(1 << 20);
    }

    [Fact]
    public void Cuts_a_longer_file_only_when_it_is_overwritten_anyway()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 16_384, 16_384, 16_384);
        var kept = _folder.Write("folder/sub0/file0", [.. torrent.Files[0].Content, 1, 2, 3]);
        var overwritten = _folder.Write("folder/sub1/file1", new byte[50_000]);
        using var store = Store(torrent);
        Write(store, torrent, 1);

        store.Complete();

        new FileInfo(kept).Length.ShouldBe(16_387);
        File.ReadAllBytes(overwritten).ShouldBe(torrent.Files[1].Content);
    }

    [Fact]
    public void Says_that_it_cannot_read_what_is_missing_or_cut()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 16_384, 40_000, 40_000);
        torrent.WriteTo(_folder.Path);
        File.Delete(_folder["folder/sub1/file1"]);
        using (var file = File.OpenWrite(_folder["folder/sub0/file0"]))
        {
            file.SetLength(39_999);
        }

        using var store = Store(torrent);

        CanRead(store, torrent, 0).ShouldBeTrue();
        CanRead(store, torrent, 2).ShouldBeFalse();
        CanRead(store, torrent, 3).ShouldBeFalse();
        store.DescribeLoss(2).Message.ShouldContain("file0` was cut");
        store.DescribeLoss(3).Message.ShouldContain("file1` was deleted");
    }

    [Fact]
    public void Notices_that_another_program_changed_a_file_that_is_being_given_away()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 40_000);
        torrent.WriteTo(_folder.Path);
        using var store = Store(torrent);
        CanRead(store, torrent, 0).ShouldBeTrue();

        File.WriteAllBytes(_folder["content.bin"], new byte[40_000]);
        File.SetLastWriteTimeUtc(_folder["content.bin"], DateTime.UtcNow.AddSeconds(5));

        var failure = Should.Throw<StorageException>(() => CanRead(store, torrent, 0));
        failure.Failure.ShouldBe(StorageFailure.Changed);
        failure.Path.ShouldBe(_folder["content.bin"]);
        Should.Throw<StorageException>(() => Write(store, torrent, 0)).Failure.ShouldBe(StorageFailure.Changed);

        store.Forget(store.Layout.FileAt(failure.Path)!);
        CanRead(store, torrent, 0).ShouldBeTrue();
    }

    [Fact]
    public void Goes_on_with_a_file_that_was_only_touched_and_asks_once()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 40_000);
        torrent.WriteTo(_folder.Path);
        using var store = Store(torrent);
        CanRead(store, torrent, 0).ShouldBeTrue();
        var asked = 0;
        store.IsStillGood = _ => asked++ == 0;

        Touch("content.bin", seconds: 5);
        ReadPiece(store, torrent, 0).ShouldBe(torrent.Piece(0).ToArray());
        Write(store, torrent, 1);
        store.Flush();
        asked.ShouldBe(1);

        Touch("content.bin", seconds: 10);
        Should.Throw<StorageException>(() => CanRead(store, torrent, 0));
        Should.Throw<StorageException>(() => Write(store, torrent, 0));
        Should.Throw<StorageException>(() => store.Flush(AllOf(torrent))).Failure.ShouldBe(StorageFailure.Changed);
        asked.ShouldBe(2);
    }

    [Fact]
    public void Flushes_a_file_that_was_only_touched()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 40_000);
        using var store = Store(torrent);
        Write(store, torrent, 0);
        store.Flush();
        store.IsStillGood = _ => true;
        Touch("content.bin", seconds: 5);

        store.Flush(AllOf(torrent));

        CanRead(store, torrent, 0).ShouldBeTrue();
    }

    [Fact]
    public void Gives_nothing_that_it_read_before_a_file_was_found_to_be_good()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 40_000);
        torrent.WriteTo(_folder.Path);
        using var store = Store(torrent);
        CanRead(store, torrent, 0).ShouldBeTrue();
        File.WriteAllBytes(_folder["content.bin"], new byte[40_000]);
        Touch("content.bin", seconds: 5);
        store.IsStillGood = _ =>
        {
            torrent.WriteTo(_folder.Path);
            Touch("content.bin", seconds: 5);
            return true;
        };

        ReadPiece(store, torrent, 0).ShouldBe(torrent.Piece(0).ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Notices_at_the_flush_that_a_file_vanished_while_it_was_written(bool replaced)
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 40_000);
        using var store = Store(torrent);
        Write(store, torrent, 0);
        File.Delete(_folder["content.bin"]);
        if (replaced)
        {
            File.WriteAllBytes(_folder["content.bin"], torrent.Space);
            File.SetLastWriteTimeUtc(_folder["content.bin"], DateTime.UtcNow.AddSeconds(5));
        }

        var failure = Should.Throw<StorageException>(store.Flush);

        failure.Failure.ShouldBe(StorageFailure.Changed);
        failure.Message.ShouldContain("`" + _folder["content.bin"] + "`");
    }

    [Fact]
    public void Follows_no_link_that_was_planted_between_two_writes()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 16_384, 16_384, 16_384, 16_384, 16_384);
        Directory.CreateDirectory(_folder["elsewhere"]);
        using var store = Store(torrent, directory: "downloads");
        Write(store, torrent, 0);
        _handles.Dispose();
        Directory.Move(_folder["downloads/folder/sub0"], _folder["downloads/folder/moved"]);
        File.CreateSymbolicLink(_folder["downloads/folder/sub0"], _folder["elsewhere"]);
        File.CreateSymbolicLink(_folder["downloads/folder/sub1"], _folder["elsewhere"]);

        Should.Throw<StorageException>(() => Write(store, torrent, 3)).Failure.ShouldBe(StorageFailure.Changed);
        Should.Throw<StorageException>(() => Write(store, torrent, 1)).Failure.ShouldBe(StorageFailure.Changed);

        Directory.GetFileSystemEntries(_folder["elsewhere"]).ShouldBeEmpty();
    }

    [Fact]
    public void Makes_empty_files_links_and_executables_in_the_end()
    {
        var torrent = TestTorrent.Create(
            TorrentFormat.V1,
            16_384,
            "folder",
            isSingleFile: false,
            [("bin/run", new byte[10]), ("empty", []), ("deep/down/link", []), ("dangling", []), ("out", []), ("up", []), ("self", [])],
            file => file.Path switch
            {
                "bin/run" => file with { IsExecutable = true },
                "deep/down/link" => file with { SymlinkTarget = "bin/run" },
                "dangling" => file with { SymlinkTarget = "no/such" },
                "out" => file with { SymlinkTarget = "../../etc/passwd" },
                "up" => file with { SymlinkTarget = ".." },
                "self" => file with { SymlinkTarget = "" },
                _ => file,
            });
        using var store = Store(torrent);
        Write(store, torrent, 0);

        store.Complete();
        store.Complete();

        new FileInfo(_folder["folder/empty"]).Length.ShouldBe(0);
        new FileInfo(_folder["folder/deep/down/link"]).LinkTarget.ShouldBe("../../bin/run");
        new FileInfo(_folder["folder/dangling"]).LinkTarget.ShouldBe("no/such");
        File.ReadAllBytes(_folder["folder/deep/down/link"]).ShouldBe(new byte[10]);
        Path.Exists(_folder["folder/out"]).ShouldBeFalse();
        Path.Exists(_folder["folder/up"]).ShouldBeFalse();
        Path.Exists(_folder["folder/self"]).ShouldBeFalse();
        File.GetUnixFileMode(_folder["folder/bin/run"]).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
    }

    [Fact]
    public void Replaces_nothing_of_the_user_s_by_a_link()
    {
        var torrent = TestTorrent.Create(
            TorrentFormat.V1, 16_384, "folder", isSingleFile: false, [("a", new byte[1]), ("link", [])], file => file.Path == "link" ? file with { SymlinkTarget = "a" } : file);
        _folder.Write("folder/link", "precious");
        using var store = Store(torrent);

        store.Complete();

        File.ReadAllText(_folder["folder/link"]).ShouldBe("precious");
    }

    [Fact]
    public void Makes_no_file_that_is_not_wanted_and_keeps_what_pieces_need_of_it()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 16_384, 20_000, 20_000, 20_000, 0);
        var wanted = new HashSet<int> { 1 };
        using (var store = Store(torrent, wanted: wanted))
        {
            RecordedDownload.Indexes(store.Layout.WantedPieces).ShouldBe([1, 2]);
            Write(store, torrent, 1);
            Write(store, torrent, 2);
            store.Complete();
        }

        Directory.GetFiles(_folder["content"], "*", SearchOption.AllDirectories).ShouldBe([_folder["content/folder/sub1/file1"]]);
        new FileInfo(_folder["state/parts"]).Length.ShouldBeLessThanOrEqualTo(2 * 16_384);
        using var next = Store(torrent, wanted: wanted);
        ReadPiece(next, torrent, 1).ShouldBe(torrent.Piece(1).ToArray());
        ReadPiece(next, torrent, 2).ShouldBe(torrent.Piece(2).ToArray());
        CanRead(next, torrent, 0).ShouldBeFalse();
    }

    [Fact]
    public void Uses_an_unwanted_file_that_is_there_in_full()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 16_384, 20_000, 20_000);
        torrent.WriteTo(_folder["content"]);

        using var store = Store(torrent, wanted: new HashSet<int> { 1 });

        CanRead(store, torrent, 0).ShouldBeTrue();
        store.Layout.Elsewhere.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void No_piece_counts_as_written_or_flushed_whichever_operation_fails(int fileCount)
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 100, [.. Enumerable.Repeat(100, fileCount)]);
        var number = 0;
        do
        {
            number++;
            var files = new FaultyFileSystem(new InMemoryFileSystem(TimeProvider.System), _plan);
            using var store = new ContentStore(new ContentLayout(torrent.Metainfo, "/content", files), _handles);
            _plan.FailAt(number);
            var failures = 0;
            for (var piece = 0; piece < fileCount; piece++)
            {
                failures += Try(() => Write(store, torrent, piece), piece, store, torrent);
            }

            failures += Try(store.Flush, null, store, torrent);
            failures.ShouldBe(_plan.HasFailed ? 1 : 0, $"operation {number}");
        }
        while (_plan.HasFailed);
        number.ShouldBeGreaterThan(fileCount * 3);
    }

    [Fact]
    public void A_full_disk_is_named_and_the_same_write_works_once_there_is_room()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 100_000);
        using var store = Store(torrent);
        _plan.FillUpAfter(40_000);
        Write(store, torrent, 0);
        Write(store, torrent, 1);

        var failure = Should.Throw<StorageException>(() => Write(store, torrent, 2));

        failure.Failure.ShouldBe(StorageFailure.DiskFull);
        failure.Message.ShouldBe($"no space left on device while writing `{_folder["content.bin"]}`: free some space and run the same command again");
        ReadPiece(store, torrent, 1).ShouldBe(torrent.Piece(1).ToArray());
        _plan.Mend();
        Write(store, torrent, 2);
        ReadPiece(store, torrent, 2).ShouldBe(torrent.Piece(2).ToArray());
    }

    [Theory]
    [InlineData(13, StorageFailure.Denied)]
    [InlineData(30, StorageFailure.Denied)]
    [InlineData(20, StorageFailure.Changed)]
    public void What_the_system_refuses_is_told_apart(int error, StorageFailure failure)
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 100_000);
        using var store = Store(torrent);
        var refusal = new IOException("refused", error);
        _plan.FailAll("content.bin", error == 13 ? new UnauthorizedAccessException("refused", refusal) : refusal, FileOperation.OpenToWrite);

        Should.Throw<StorageException>(() => Write(store, torrent, 2)).Failure.ShouldBe(failure);
    }

    [Fact]
    public void A_folder_in_the_way_is_named()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 16_384, 100_000);
        Directory.CreateDirectory(_folder["content.bin"]);
        using var store = Store(torrent);

        var failure = Should.Throw<StorageException>(() => Write(store, torrent, 0));

        failure.Failure.ShouldBe(StorageFailure.Changed);
        failure.Message.ShouldContain("something that is no file is in the way");
    }

    [Fact]
    public async Task Several_threads_write_and_read_pieces_of_many_files_through_few_handles()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 5_000, [.. Enumerable.Range(0, 40).Select(i => 3_000 + (i * 211))]);
        using var handles = new FileHandleCache(3);
        using var store = new ContentStore(new ContentLayout(torrent.Metainfo, _folder.Path, _files), handles);
        var pieces = Enumerable.Range(0, torrent.Metainfo.Geometry.PieceCount).ToArray();
        new Random(1).Shuffle(pieces);

        await Parallel.ForEachAsync(pieces, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (piece, _) =>
        {
            Write(store, torrent, piece);
            ReadPiece(store, torrent, piece).ShouldBe(torrent.Piece(piece).ToArray());
            return ValueTask.CompletedTask;
        });
        store.Flush();

        handles.Count.ShouldBeLessThanOrEqualTo(3);
        pieces.ShouldAllBe(piece => ReadPiece(store, torrent, piece).SequenceEqual(torrent.Piece(piece).ToArray()));
    }

    private void Touch(string name, int seconds) => File.SetLastWriteTimeUtc(_folder[name], Later.AddSeconds(seconds));

    private static Bitfield AllOf(TestTorrent torrent)
    {
        var all = new Bitfield(torrent.Metainfo.Geometry.PieceCount);
        all.SetAll();
        return all;
    }

    private static void Write(ContentStore store, TestTorrent torrent, int piece) =>
        store.Write(torrent.Metainfo.Geometry.OffsetOf(piece), torrent.Blocks(piece));

    private static bool CanRead(ContentStore store, TestTorrent torrent, int piece) =>
        store.TryRead(torrent.Metainfo.Geometry.OffsetOf(piece), [new byte[torrent.Metainfo.Geometry.LengthOf(piece)]]);

    private static byte[] ReadPiece(ContentStore store, TestTorrent torrent, int piece)
    {
        var bytes = new byte[torrent.Metainfo.Geometry.LengthOf(piece)];
        store.TryRead(torrent.Metainfo.Geometry.OffsetOf(piece), [bytes]).ShouldBeTrue();
        return bytes;
    }

    // One when it failed; then it works when it is tried again, since nothing was left half done.
    private static int Try(Action action, int? piece, ContentStore store, TestTorrent torrent)
    {
        try
        {
            action();
            return 0;
        }
        catch (StorageException failure)
        {
            failure.Failure.ShouldBe(StorageFailure.Io);
            action();
            if (piece is { } number)
            {
                ReadPiece(store, torrent, number).ShouldBe(torrent.Piece(number).ToArray());
            }

            return 1;
        }
    }

    private ContentStore Store(TestTorrent torrent, bool preallocate = false, string? directory = null, IReadOnlySet<int>? wanted = null) => new(
        new ContentLayout(torrent.Metainfo, wanted is not null ? _folder["content"] : _folder[directory ?? string.Empty], _files, wanted, wanted is null ? null : _folder["state/parts"]),
        _handles,
        preallocate);
}
