using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class OutgoingMessagesTests
{
    private readonly OutgoingMessages _outgoing = new();

    [Fact]
    public void So_many_requests_are_kept_and_no_more()
    {
        for (var piece = 0; piece < OutgoingMessages.MaxQueuedBlocks; piece++)
        {
            _outgoing.TryAddBlock(Range(piece)).ShouldBeTrue();
        }

        _outgoing.TryAddBlock(Range(OutgoingMessages.MaxQueuedBlocks)).ShouldBeFalse();
        _outgoing.TryAddBlock(Range(0)).ShouldBeTrue("it waits already");
        _outgoing.QueuedBlocks.ShouldBe(OutgoingMessages.MaxQueuedBlocks);
    }

    [Fact]
    public void A_request_that_waits_is_served_once_however_often_it_is_made()
    {
        for (var count = 0; count < 100; count++)
        {
            _outgoing.TryAddBlock(Range(1));
        }

        Taken().ShouldBe([Range(1)]);
        _outgoing.QueuedBlocks.ShouldBe(0);
    }

    [Fact]
    public void What_is_taken_back_is_not_served_and_what_is_asked_for_again_is_served_in_its_first_place()
    {
        foreach (var piece in new[] { 1, 2, 3 })
        {
            _outgoing.TryAddBlock(Range(piece));
        }

        _outgoing.RemoveBlock(Range(1)).ShouldBeTrue();
        _outgoing.RemoveBlock(Range(1)).ShouldBeFalse();
        _outgoing.RemoveBlock(Range(2)).ShouldBeTrue();
        _outgoing.TryAddBlock(Range(2));

        Taken().ShouldBe([Range(2), Range(3)]);
    }

    [Fact]
    public void Asking_and_taking_back_for_ever_serves_nothing_twice_and_forgets_nothing()
    {
        _outgoing.TryAddBlock(Range(7));
        for (var count = 0; count < 10 * OutgoingMessages.MaxQueuedBlocks; count++)
        {
            _outgoing.TryAddBlock(Range(8));
            _outgoing.RemoveBlock(Range(8));
        }

        _outgoing.TryAddBlock(Range(8));
        Taken().ShouldBe([Range(7), Range(8)], ignoreOrder: true);
    }

    [Fact]
    public void A_batch_is_as_long_as_its_buffer_and_at_least_one_block()
    {
        for (var piece = 0; piece < 5; piece++)
        {
            _outgoing.TryAddBlock(Range(piece));
        }

        var batch = new List<BlockRange>();
        _outgoing.TakeBlocks((2 * (PieceGeometry.BlockLength + PeerMessageWriter.BlockHeaderSize)) + 1, batch);
        batch.ShouldBe([Range(0), Range(1)]);
        batch.Clear();
        _outgoing.TakeBlocks(1, batch);
        batch.ShouldBe([Range(2)]);
    }

    [Fact]
    public void A_choke_takes_all_requests_back()
    {
        _outgoing.TryAddBlock(Range(1));
        _outgoing.TryAddBlock(Range(2));
        var removed = new List<BlockRange>();

        _outgoing.RemoveBlocks(removed);

        removed.ShouldBe([Range(1), Range(2)], ignoreOrder: true);
        Taken().ShouldBeEmpty();
    }

    [Fact]
    public void Messages_that_nobody_reads_are_kept_up_to_a_limit()
    {
        var longest = 0;
        for (var count = 0; count < 100_000 && !_outgoing.IsOverfull; count++)
        {
            longest = count;
            _outgoing.Add(new byte[1024], static (output, bytes) => PeerMessageWriter.WriteExtended(output, 1, bytes));
        }

        _outgoing.IsOverfull.ShouldBeTrue();
        longest.ShouldBeInRange(1024, 8 * 1024);
        _outgoing.TakeMessages().Length.ShouldBeLessThan(4 * 1024 * 1024);
    }

    [Fact]
    public async Task Blocks_are_waited_for_until_all_requests_of_a_receive_are_taken()
    {
        var wait = _outgoing.WaitAsync().AsTask();
        _outgoing.TryAddBlock(Range(1));
        _outgoing.TryAddBlock(Range(2));
        wait.IsCompleted.ShouldBeFalse();

        _outgoing.Wake();

        (await Eventually.Completes(wait)).ShouldBeTrue();
        Taken().ShouldBe([Range(1), Range(2)]);
        _outgoing.Wake();
        _outgoing.WaitAsync().AsTask().IsCompleted.ShouldBeFalse("there is nothing new");
    }

    [Fact]
    public async Task A_message_is_waited_for_no_longer_than_until_it_is_there()
    {
        var wait = _outgoing.WaitAsync().AsTask();

        _outgoing.Add(7, PeerMessageWriter.WriteHave);

        (await Eventually.Completes(wait)).ShouldBeTrue();
        _outgoing.TakeMessages().IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public async Task The_end_ends_a_wait()
    {
        var wait = _outgoing.WaitAsync().AsTask();

        _outgoing.End();

        (await Eventually.Completes(wait)).ShouldBeFalse();
        _outgoing.Add(7, PeerMessageWriter.WriteHave);
        (await Eventually.Completes(_outgoing.WaitAsync().AsTask())).ShouldBeFalse();
    }

    private List<BlockRange> Taken()
    {
        var taken = new List<BlockRange>();
        _outgoing.TakeBlocks(int.MaxValue, taken);
        return taken;
    }

    private static BlockRange Range(int piece) => new(piece, 0, PieceGeometry.BlockLength);
}
