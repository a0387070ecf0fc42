using System.Runtime.InteropServices;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Tests.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Torrents;

public sealed class PieceIntakeTests : IAsyncLifetime
{
    private const int Lanes = 8;
    private const int PieceLength = 64 * 1024;
    private const int Pieces = 40;

    private static readonly TestTorrent Torrent = TestTorrent.OfFile(TorrentFormat.Hybrid, PieceLength, (Pieces * PieceLength) - 100, "trip.mov");

    private readonly ContentWorld _world = new(Torrent);
    private readonly List<PieceBuffer> _buffers = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _buffers.ForEach(buffer => buffer.Dispose());
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Pieces_that_come_together_are_all_stored_but_those_that_are_wrong()
    {
        var content = await OpenAsync();

        var outcomes = Enumerable.Range(0, Pieces).Select(piece => (piece, Take(content, piece, isWrong: piece % 10 == 5, isLast: piece == Pieces - 1))).ToArray();

        foreach (var (piece, outcome) in outcomes)
        {
            var (fate, failure, digests, leaves) = await Eventually.Completes(outcome);
            fate.ShouldBe(piece % 10 == 5 ? PieceFate.Wrong : PieceFate.Stored);
            failure.ShouldBeNull();
            (digests is null).ShouldBe(fate == PieceFate.Stored);
            (leaves is null).ShouldBe(fate == PieceFate.Stored);
        }

        await content.CloseAsync(default);
        using var next = new RecordedDownload(Torrent, _world.Files, _world.Time, _world.Context.State.Boot);
        RecordedDownload.Indexes(next.Resume.Trusted).ShouldBe(Enumerable.Range(0, Pieces).Where(piece => piece % 10 != 5));
        next.IsThere(12).ShouldBeTrue();
    }

    [Fact]
    public async Task Pieces_that_still_wait_are_written_before_the_end()
    {
        var content = await OpenAsync();
        var outcomes = Enumerable.Range(1, Lanes + 3).Select(piece => Take(content, piece)).ToArray();

        await Eventually.Completes(content.Intake.WhenWrittenAsync());

        outcomes.ShouldAllBe(outcome => outcome.IsCompletedSuccessfully && outcome.Result.Fate == PieceFate.Stored);
    }

    [Fact]
    public async Task A_disk_that_refuses_pieces_of_a_group_refuses_each()
    {
        var content = await OpenAsync();
        _world.Faults.FailAll("trip.mov", failure: null, FileOperation.Write);

        var outcomes = Enumerable.Range(1, 3 * Lanes).Select(piece => Take(content, piece, isLast: piece == 3 * Lanes)).ToArray();

        foreach (var outcome in outcomes)
        {
            var (fate, failure, _, _) = await Eventually.Completes(outcome);
            fate.ShouldBe(PieceFate.Refused);
            failure.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task What_was_written_of_a_group_before_the_disk_was_full_is_kept()
    {
        var content = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(piece => Take(content, piece, isLast: piece == Lanes - 1)));
        _world.Faults.FillUpAfter((3 * PieceLength) + (PieceLength / 2));

        var outcomes = await Task.WhenAll(Enumerable.Range(Lanes, Lanes).Select(piece => Take(content, piece, isLast: piece == (2 * Lanes) - 1)));

        outcomes.Select(outcome => outcome.Fate).ShouldBe([.. Enumerable.Repeat(PieceFate.Stored, 3), .. Enumerable.Repeat(PieceFate.Refused, Lanes - 3)]);
        _world.Faults.Mend();
        await content.CloseAsync(default);
        using var next = new RecordedDownload(Torrent, _world.Files, _world.Time, _world.Context.State.Boot);
        RecordedDownload.Indexes(next.Resume.Trusted).ShouldBe(Enumerable.Range(0, Lanes + 3));
    }

    [Fact]
    public async Task What_waits_for_others_is_not_waiting_for_the_disk()
    {
        var content = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(1, Lanes).Select(piece => Take(content, piece)));

        var waiting = Take(content, Lanes + 1);
        _world.Context.Budget.Queued.ShouldBe(0);
        waiting.IsCompleted.ShouldBeFalse();

        _world.Time.Advance(TimeSpan.FromSeconds(1));
        (await Eventually.Completes(waiting)).Fate.ShouldBe(PieceFate.Stored);
    }

    private async Task<TorrentContent> OpenAsync()
    {
        var content = _world.Open(plan: new LanePlan(Lanes, HasLeaves: true));
        await content.FindWhatIsHereAsync(new Progress<HashProgress>(), CancellationToken.None);
        return content;
    }

    private Task<PieceOutcome> Take(TorrentContent content, int piece, bool isWrong = false, bool isLast = false)
    {
        var buffer = _world.Arrive(piece);
        _buffers.Add(buffer);
        if (isWrong)
        {
            MemoryMarshal.AsMemory(buffer.Bytes()[1]).Span[7] ^= 1;
        }

        return ContentWorld.TakeAsync(content, buffer, isLast);
    }
}
