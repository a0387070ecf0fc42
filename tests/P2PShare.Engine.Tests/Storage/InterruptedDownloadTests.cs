using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

/// <summary>Downloads that end in the middle of anything, again and again, and what the next process believes.</summary>
public sealed class InterruptedDownloadTests
{
    private const int PieceCount = 24;

    // Pieces within files, across two, and across many.
    private static readonly TestTorrent Torrent = TestTorrent.OfFolder(TorrentFormat.V1, 100, 1000, 450, 20, 20, 20, 490, 400);

    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void After_a_kill_at_any_operation_all_is_believed_but_the_piece_in_flight()
    {
        var number = 0;
        bool isOver;
        do
        {
            number++;
            var memory = new InMemoryFileSystem(_time);
            var recorded = new HashSet<int>();
            isOver = RunUntilKilled(memory, number, recorded);
            _time.Advance(TimeSpan.FromMinutes(5));

            using var next = new RecordedDownload(Torrent, memory, _time);

            ShouldBeTrue(next, number);
            if (!next.Resume.IsFirstRun)
            {
                recorded.ShouldAllBe(piece => next.Resume.Trusted[piece], $"kill at operation {number}");
                next.Resume.Doubtful.Count.ShouldBeLessThanOrEqualTo(recorded.Count == 0 ? PieceCount : 1, $"kill at operation {number}");
            }
        }
        while (!isOver);
        number.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void After_any_series_of_power_cuts_and_kills_nothing_wrong_is_believed_and_nothing_durable_is_lost()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var memory = new InMemoryFileSystem(_time);
            var durable = new HashSet<int>();
            for (var life = 0; life < 5; life++)
            {
                var boot = $"boot {life}";
                var plan = new FaultPlan();
                var download = new RecordedDownload(Torrent, new FaultyFileSystem(memory, plan), _time, boot);
                ShouldBeTrue(download, seed);
                durable.ShouldAllBe(piece => download.Resume.Trusted[piece], $"seed {seed}, life {life}");
                plan.KillAt(random.Next(1, 300));
                Live(download, random, durable);
                memory.CutPower(random);
                _time.Advance(TimeSpan.FromMinutes(random.Next(10)));
            }
        }
    }

    [Fact]
    public void A_kill_or_a_power_cut_costs_a_check_of_no_more_than_was_not_durable()
    {
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var memory = new InMemoryFileSystem(_time);
            var durable = new HashSet<int>();
            var download = new RecordedDownload(Torrent, memory, _time, "one");
            Live(download, random, durable);
            var isPowerCut = random.Next(2) == 0;
            if (isPowerCut)
            {
                memory.CutPower(random);
            }
            else
            {
                memory.Kill();
            }

            using var next = new RecordedDownload(Torrent, memory, _time, isPowerCut ? "two" : "one");

            durable.ShouldAllBe(piece => !next.Resume.Doubtful[piece], $"seed {seed}");
        }
    }

    // Downloads some pieces, now and then makes them durable, and maybe leaves one half done; or does not come so far.
    private void Live(RecordedDownload download, Random random, HashSet<int> durable)
    {
        try
        {
            LiveOn(download, random, durable);
        }
        catch (StorageException)
        {
            // The process is dead.
        }
    }

    private void LiveOn(RecordedDownload download, Random random, HashSet<int> durable)
    {
        var recorded = Check(download);
        if (random.Next(2) == 0)
        {
            Checkpoint(download, recorded, durable);
            _time.Advance(TimeSpan.FromMinutes(random.Next(60)));
        }

        for (var i = random.Next(12); i > 0; i--)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
            var piece = random.Next(PieceCount);
            if (recorded.Add(piece))
            {
                download.Take(piece);
            }

            if (random.Next(4) == 0)
            {
                Checkpoint(download, recorded, durable);
            }
        }

        if (random.Next(2) == 0 && Enumerable.Range(0, PieceCount).FirstOrDefault(piece => !recorded.Contains(piece), -1) is var half and >= 0)
        {
            download.Record.Intend(half);
            download.Write(half);
        }
    }

    private static void Checkpoint(RecordedDownload download, HashSet<int> recorded, HashSet<int> durable)
    {
        download.Record.Checkpoint(download.Store);
        durable.UnionWith(recorded);
    }

    private static HashSet<int> Check(RecordedDownload download)
    {
        var good = new Bitfield(PieceCount);
        foreach (var piece in RecordedDownload.Indexes(download.Resume.Doubtful).Where(download.IsThere))
        {
            good.Set(piece);
        }

        download.Record.Checked(download.Resume.Doubtful, good);
        return [.. RecordedDownload.Indexes(download.Resume.Trusted), .. RecordedDownload.Indexes(good)];
    }

    // True when it came to its end; the pieces that it had been told were recorded are told.
    private bool RunUntilKilled(InMemoryFileSystem memory, int number, HashSet<int> recorded)
    {
        var plan = new FaultPlan();
        plan.KillAt(number, wholeWrites: "/home/friend/state/");
        try
        {
            using var download = new RecordedDownload(Torrent, new FaultyFileSystem(memory, plan), _time);
            Check(download);
            for (var piece = 0; piece < PieceCount; piece += 3)
            {
                _time.Advance(TimeSpan.FromMilliseconds(300));
                download.Take(piece);
                recorded.Add(piece);
                if (piece % 4 == 0)
                {
                    download.Record.Checkpoint(download.Store);
                }
            }
        }
        catch (StorageException)
        {
            // The process is dead.
        }

        memory.Kill();
        return !plan.HasFailed;
    }

    private static void ShouldBeTrue(RecordedDownload download, int seed)
    {
        foreach (var piece in RecordedDownload.Indexes(download.Resume.Trusted))
        {
            download.IsThere(piece).ShouldBeTrue($"piece {piece}, seed or operation {seed}");
        }
    }
}
