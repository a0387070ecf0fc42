using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class TorrentRecordTests
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryFileSystem _files;

    // Pieces 0-2, 3-5, 6-8 in a file each, and piece 9 across the last two.
    private readonly TestTorrent _torrent = TestTorrent.OfFolder(TorrentFormat.V1, 1000, 3000, 3000, 3500, 500);

    public TorrentRecordTests() => _files = new InMemoryFileSystem(_time);

    private static bool IsRecord(string path) => path.EndsWith(".have", StringComparison.Ordinal);

    private string FirstFile => $"{RecordedDownload.Folder}/folder/sub0/file0";

    [Fact]
    public void Doubts_everything_the_first_time()
    {
        using var download = Open();

        download.Resume.IsFirstRun.ShouldBeTrue();
        download.Resume.Trusted.IsEmpty.ShouldBeTrue();
        download.Resume.Doubtful.IsFull.ShouldBeTrue();
    }

    [Fact]
    public void Believes_what_was_made_durable_when_all_ended_in_order()
    {
        using (var download = OpenEmpty())
        {
            Take(download, 0, 4, 9);
            download.Record.Checkpoint(download.Store);
        }

        _time.Advance(Later);
        using var next = Open(boot: "second");

        Indexes(next.Resume.Trusted).ShouldBe([0, 4, 9]);
        next.Resume.Doubtful.IsEmpty.ShouldBeTrue();
        next.Resume.IsFirstRun.ShouldBeFalse();
    }

    [Fact]
    public void Believes_after_a_kill_what_was_written()
    {
        Take(OpenEmpty(), 0, 1, 9);
        Kill();

        using var next = Open();

        Indexes(next.Resume.Trusted).ShouldBe([0, 1, 9]);
        next.Resume.Doubtful.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Believes_after_a_kill_all_that_was_written_together()
    {
        OpenEmpty().Take(2, 9, 4, 3);
        Kill();
        _time.Advance(Later);

        using var next = Open();

        Indexes(next.Resume.Trusted).ShouldBe([2, 3, 4, 9]);
        next.Resume.Doubtful.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Intends_each_piece_once_in_a_while()
    {
        using var download = OpenEmpty();
        var record = download.State.RecordPathOf(download.Layout);
        var before = _files.ReadAll(record).Length;

        download.Record.Intend(2, 9, 4);
        download.Record.Intend(4, 9, 6);

        var frames = FramesOf(_files.ReadAll(record));
        frames.Count(begin => begin >= before).ShouldBe(4);
    }

    [Fact]
    public void Doubts_after_a_kill_no_piece_but_those_in_flight()
    {
        var download = OpenEmpty();
        Take(download, 0, 1);
        download.Record.Intend(2);
        download.Record.Intend(9);
        _time.Advance(TimeSpan.FromSeconds(3));
        download.Write(2);
        Kill();
        _time.Advance(Later);

        using var next = Open();

        Indexes(next.Resume.Trusted).ShouldBe([0, 1]);
        Indexes(next.Resume.Doubtful).ShouldBe([2, 9]);
    }

    [Fact]
    public void Doubts_a_piece_in_flight_again_when_the_next_process_is_killed_before_it_checked()
    {
        var download = OpenEmpty();
        Take(download, 0);
        download.Record.Intend(2);
        download.Write(2);
        Kill();
        Open();
        Kill();

        using var next = Open();

        Indexes(next.Resume.Trusted).ShouldBe([0]);
        Indexes(next.Resume.Doubtful).ShouldBe([2]);
    }

    [Fact]
    public void Doubts_after_a_power_cut_what_was_only_written()
    {
        var download = OpenEmpty();
        Take(download, 0, 1);
        download.Record.Checkpoint(download.Store);
        Take(download, 2, 4);
        _files.CutPower(new Random(1));

        using var next = Open(boot: "second");

        Indexes(next.Resume.Trusted).ShouldBe([0, 1]);
        next.Resume.Doubtful[0].ShouldBeFalse();
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void Doubts_all_of_a_file_that_was_changed_meanwhile_and_nothing_else(string boot)
    {
        using (var download = OpenEmpty())
        {
            Take(download, 0, 1, 4);
            download.Record.Checkpoint(download.Store);
        }

        _time.Advance(Later);
        _files.WriteAll(FirstFile, _files.ReadAll(FirstFile));
        using var next = Open(boot);

        Indexes(next.Resume.Trusted).ShouldBe([4]);
        Indexes(next.Resume.Doubtful).ShouldBe([0, 1, 2]);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void Doubts_a_file_that_someone_changed_long_after_a_kill_in_the_middle_of_a_write(string boot)
    {
        var download = OpenEmpty();
        Take(download, 0, 4);
        download.Record.Checkpoint(download.Store);
        download.Record.Intend(1);
        Kill();
        _time.Advance(Later);
        _files.WriteAll(FirstFile, new byte[3000]);

        using var next = Open(boot);

        Indexes(next.Resume.Trusted).ShouldBe([4]);
        Indexes(next.Resume.Doubtful).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void A_whole_file_changed_just_before_a_power_cut_is_not_taken_for_ours()
    {
        var download = OpenEmpty();
        Take(download, 0, 1, 2, 4);
        download.Record.Checkpoint(download.Store);
        _files.WriteAll(FirstFile, new byte[3000]);
        Take(download, 5);
        _files.CutPower(new Random(1));

        using var next = Open(boot: "second");

        Indexes(next.Resume.Trusted).ShouldBe([4]);
    }

    [Fact]
    public void Doubts_a_file_that_was_put_there_and_one_that_was_deleted()
    {
        using (var download = OpenEmpty())
        {
            Take(download, 4);
            download.Record.Checkpoint(download.Store);
        }

        _files.WriteAll(FirstFile, _torrent.Files[0].Content);
        _files.Delete($"{RecordedDownload.Folder}/folder/sub1/file1");
        using var next = Open();

        next.Resume.Trusted.IsEmpty.ShouldBeTrue();
        Indexes(next.Resume.Doubtful).ShouldBe([0, 1, 2, 3, 4, 5]);
    }

    [Fact]
    public void Forgets_a_piece_that_failed()
    {
        using (var download = OpenEmpty())
        {
            Take(download, 0, 1);
            download.Record.Checkpoint(download.Store);
            download.Record.Failed(1);
        }

        using var next = Open();

        Indexes(next.Resume.Trusted).ShouldBe([0]);
        next.Resume.Doubtful.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Records_nothing_as_durable_that_the_disk_refused_to_flush()
    {
        var plan = new FaultPlan();
        var faulty = new FaultyFileSystem(_files, plan);
        using (var download = new RecordedDownload(_torrent, faulty, _time))
        {
            Mark(download, []);
            Take(download, 0);
            plan.FailAll("file0", null, FileOperation.Flush);
            Should.Throw<StorageException>(() => download.Record.Checkpoint(download.Store)).Failure.ShouldBe(StorageFailure.Io);
            plan.Mend();
            Take(download, 4);
            download.Record.Checkpoint(download.Store);
        }

        using var next = Open();

        Indexes(next.Resume.Trusted).ShouldBe([4]);
        Indexes(next.Resume.Doubtful).ShouldBe([0]);
    }

    [Fact]
    public void Does_not_take_a_piece_that_is_written_during_a_flush_for_durable()
    {
        var download = OpenEmpty();
        Take(download, 0);
        download.Record.Checkpoint(new CallbackStore(download.Store, () => Take(download, 1)));
        _files.CutPower(new Random(3));

        using var next = Open(boot: "second");

        next.Resume.Trusted[0].ShouldBeTrue();
        next.Resume.Trusted[1].ShouldBeFalse();
        next.Resume.Doubtful[1].ShouldBeTrue();
    }

    [Fact]
    public void Another_process_is_refused_by_name_until_the_first_is_gone()
    {
        var first = Open();

        var refusal = Should.Throw<StorageException>(() => Open());

        refusal.Message.ShouldContain("`folder`");
        refusal.Message.ShouldContain("already run by this process");
        first.Dispose();
        Open();
        Kill();
        Open().Dispose();
    }

    [Fact]
    public void Keeps_a_record_for_each_folder_that_the_torrent_lies_in()
    {
        using var here = OpenEmpty();
        using var there = new RecordedDownload(_torrent, _files, _time, folder: "/elsewhere");
        Take(here, 0);
        here.Dispose();
        there.Dispose();

        using var next = Open();
        using var other = new RecordedDownload(_torrent, _files, _time, folder: "/elsewhere");

        Indexes(next.Resume.Trusted).ShouldBe([0]);
        other.Resume.Trusted.IsEmpty.ShouldBeTrue();
        other.Resume.Doubtful.IsFull.ShouldBeTrue();
    }

    [Fact]
    public void Does_not_believe_the_record_of_another_torrent()
    {
        using var download = OpenEmpty();
        Take(download, 0);
        var record = download.State.RecordPathOf(download.Layout);
        download.Dispose();
        var other = TestTorrent.OfFolder(TorrentFormat.V1, 1000, 3000, 3000, 3500, 501);
        var otherLayout = download.State.Lay(other.Metainfo, RecordedDownload.Folder);
        _files.WriteAll(download.State.RecordPathOf(otherLayout), _files.ReadAll(record));

        using var next = new RecordedDownload(other, _files, _time);

        next.Resume.IsFirstRun.ShouldBeTrue();
        next.Resume.Trusted.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Doubts_files_that_lie_elsewhere_since_others_are_wanted()
    {
        using (var download = new RecordedDownload(_torrent, _files, _time, wanted: new HashSet<int> { 2 }))
        {
            Mark(download, []);
            Take(download, 6, 9);
            download.Record.Checkpoint(download.Store);
        }

        using var next = Open();

        // Piece 9 was whole, but its second half lies among the parts and not in the file that is now wanted.
        Indexes(next.Resume.Trusted).ShouldBe([6]);
        next.Resume.Doubtful[9].ShouldBeTrue();
    }

    [Fact]
    public void Counts_what_was_transferred_over_all_runs()
    {
        using (var download = Open())
        {
            download.Record.Transferred(7, 11);
            download.Record.Transferred(8, 12);
        }

        using var next = Open();

        (next.Resume.Uploaded, next.Resume.Downloaded).ShouldBe((8, 12));
    }

    [Fact]
    public void A_record_at_rest_holds_the_lock_alone_and_goes_on_where_it_was()
    {
        using (var download = OpenEmpty())
        {
            Take(download, 0);
            download.Record.Checkpoint(download.Store);
            download.Record.Rest();

            _files.OpenPaths.Where(IsRecord).ShouldBeEmpty();
            Should.Throw<StorageException>(() => Open());

            download.Record.Transferred(7, 11);
            Take(download, 1);
            download.Record.Checkpoint(download.Store);
            download.Record.Rest();
        }

        using var next = Open(boot: "second");

        Indexes(next.Resume.Trusted).ShouldBe([0, 1]);
        (next.Resume.Uploaded, next.Resume.Downloaded).ShouldBe((7, 11));
    }

    [Fact]
    public void A_journal_that_was_changed_while_at_rest_is_not_written_into()
    {
        using var download = OpenEmpty();
        download.Record.Rest();
        var path = _files.Paths.Single(IsRecord);
        _files.WriteAll(path, [1, 2, 3]);

        Should.Throw<StorageException>(() => download.Record.Transferred(7, 11));

        _files.ReadAll(path).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void The_journal_stays_short_however_long_a_torrent_runs()
    {
        using var download = OpenEmpty();
        for (var i = 0; i < 3000; i++)
        {
            download.Take(i % 10);
            if (i % 100 == 0)
            {
                download.Record.Checkpoint(download.Store);
            }
        }

        _files.ReadAll(download.State.RecordPathOf(download.Layout)).Length.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void Believes_nothing_wrong_and_loses_no_torrent_wherever_the_record_is_cut_or_flipped()
    {
        var download = OpenEmpty();
        Take(download, 0, 1, 4);
        download.Record.Checkpoint(download.Store);
        Take(download, 2);
        download.Take(3, 9, 7);
        _time.Advance(TimeSpan.FromSeconds(10));
        download.Record.Failed(1);
        download.Store.Write(1000, [new byte[1000]]);
        download.Record.Failed(1);
        download.Record.Intend(5);
        download.Write(5);
        Kill();
        var path = download.State.RecordPathOf(download.Layout);
        var journal = _files.ReadAll(path);
        var frames = FramesOf(journal);

        for (var at = 0; at < journal.Length; at++)
        {
            foreach (var damaged in new[] { journal[..at], Flipped(journal, at, (byte)(1 << (at % 8))), Zeroed(journal, at) })
            {
                _files.WriteAll(path, damaged);

                // Where whole entries are missing nobody can know: then a piece may be fetched again.
                ShouldBeSound(Open(), mayLose: damaged.Length == at && frames.Contains(at));
                Kill();
            }
        }
    }

    [Fact]
    public void Believes_nothing_wrong_when_any_entry_is_left_out_or_twice()
    {
        var download = OpenEmpty();
        Take(download, 0, 1, 4);
        download.Take(3, 9, 7);
        download.Record.Failed(1);
        download.Store.Write(1000, [new byte[1000]]);
        download.Record.Failed(1);
        Kill();
        var path = download.State.RecordPathOf(download.Layout);
        var journal = _files.ReadAll(path);
        var begins = FramesOf(journal);
        begins.Count.ShouldBeGreaterThan(10);
        foreach (var (first, second) in begins.Zip(begins.Skip(1)))
        {
            foreach (var damaged in new[] { journal[..first].Concat(journal[second..]), journal[..second].Concat(journal[first..]) })
            {
                _files.WriteAll(path, [.. damaged]);
                ShouldBeSound(Open(), mayLose: false);
                Kill();
            }
        }
    }

    private static byte[] Flipped(byte[] bytes, int at, byte mask)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[at] ^= mask;
        return flipped;
    }

    private static byte[] Zeroed(byte[] bytes, int from)
    {
        var zeroed = (byte[])bytes.Clone();
        zeroed.AsSpan(from).Clear();
        return zeroed;
    }

    private static IReadOnlyList<int> Indexes(Bitfield pieces) => RecordedDownload.Indexes(pieces);

    private static void Take(RecordedDownload download, params int[] pieces)
    {
        foreach (var piece in pieces)
        {
            download.Take(piece);
        }
    }

    // What a check found.
    private static void Mark(RecordedDownload download, IReadOnlyList<int> there)
    {
        for (var piece = 0; piece < download.Resume.Doubtful.Length; piece++)
        {
            if (there.Contains(piece))
            {
                download.Record.Written(piece);
            }
            else
            {
                download.Record.Failed(piece);
            }
        }
    }

    // Where the frames of a journal begin.
    private static List<int> FramesOf(byte[] journal)
    {
        var begins = new List<int>();
        for (var at = 8; at < journal.Length; at += 8 + BitConverter.ToInt32(journal, at))
        {
            begins.Add(at);
        }

        return begins;
    }

    private static void ShouldBeSound(RecordedDownload download, bool mayLose)
    {
        for (var piece = 0; piece < download.Resume.Trusted.Length; piece++)
        {
            var isThere = download.IsThere(piece);
            (isThere || !download.Resume.Trusted[piece]).ShouldBeTrue($"piece {piece} is trusted and not there");
            (mayLose || !isThere || download.Resume.Trusted[piece] || download.Resume.Doubtful[piece]).ShouldBeTrue($"piece {piece} is there and lost");
        }
    }

    private RecordedDownload Open(string boot = "first") => new(_torrent, _files, _time, boot);

    private RecordedDownload OpenEmpty()
    {
        var download = Open();
        Mark(download, []);
        return download;
    }

    private void Kill() => _files.Kill();
}
