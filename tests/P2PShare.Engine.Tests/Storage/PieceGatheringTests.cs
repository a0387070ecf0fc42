using P2PShare.Engine.Storage;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class PieceGatheringTests : IDisposable
{
    private const int Size = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly ManualTimeProvider _time = new();
    private readonly List<int[]> _groups = [];
    private readonly PieceGathering<int> _gathering;

    public PieceGatheringTests() => _gathering = new PieceGathering<int>(_time, Size, Patience, group => _groups.Add([.. group]));

    public void Dispose() => _gathering.Dispose();

    [Fact]
    public void Pieces_that_come_slowly_go_on_one_at_a_time()
    {
        for (var piece = 0; piece < 3 * Size; piece++)
        {
            _gathering.Add(piece, isLast: false);
            _time.Advance((Patience / Size) + TimeSpan.FromMilliseconds(1));
        }

        _groups.ShouldBe(Enumerable.Range(0, 3 * Size).Select(piece => new[] { piece }));
    }

    [Fact]
    public void Pieces_that_come_fast_wait_until_they_are_as_many_as_a_group()
    {
        Add(0, Size);
        _groups.Count.ShouldBe(Size);
        _groups.Clear();

        Add(Size, Size - 1);
        _groups.ShouldBeEmpty();
        Add((2 * Size) - 1, 1);

        _groups.ShouldBe([[4, 5, 6, 7]]);
    }

    [Fact]
    public void The_last_piece_takes_along_those_that_wait()
    {
        Add(0, Size + 2);
        _groups.Clear();

        _gathering.Add(9, isLast: true);

        _groups.ShouldBe([[4, 5, 9]]);
    }

    [Fact]
    public void None_waits_longer_than_it_may()
    {
        Add(0, Size + 2);
        _groups.Clear();

        _time.Advance(Patience - TimeSpan.FromMilliseconds(1));
        _groups.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _groups.ShouldBe([[4, 5]]);

        _time.Advance(Patience);
        _groups.Count.ShouldBe(1);
    }

    [Fact]
    public void Nobody_waits_when_nothing_more_is_to_come()
    {
        Add(0, Size + 1);
        _groups.Clear();

        _gathering.Flush();
        _gathering.Flush();

        _groups.ShouldBe([[4]]);
    }

    private void Add(int first, int count)
    {
        for (var piece = first; piece < first + count; piece++)
        {
            _gathering.Add(piece, isLast: false);
        }
    }
}
