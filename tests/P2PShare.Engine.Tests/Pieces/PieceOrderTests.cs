using P2PShare.Engine.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class PieceOrderTests
{
    private const int Pieces = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pieces_of_a_higher_priority_are_begun_before_all_others(bool sequential)
    {
        var swarm = new PickerSwarm(Pieces, blocksPerPiece: 1);
        swarm.Picker.SetLevels(Levels(), levelCount: 3);
        swarm.Picker.Sequential = sequential;
        swarm.Peer([.. Enumerable.Range(20, 80)]);

        var picked = swarm.Pick(swarm.Peer(), Pieces).Select(block => block.Piece).ToArray();

        picked.Length.ShouldBe(Pieces);
        picked[..10].ShouldBe(Enumerable.Range(40, 10), ignoreOrder: true);
        picked[^10..].ShouldBe(Enumerable.Range(0, 10), ignoreOrder: true);
    }

    [Fact]
    public void Among_equal_priorities_the_rarest_is_first()
    {
        var swarm = new PickerSwarm(Pieces, blocksPerPiece: 1);
        swarm.Picker.SetLevels(Levels(), levelCount: 3);
        for (var piece = 90; piece < 90 + PiecePicker.RandomFirst; piece++)
        {
            swarm.Picker.MarkHave(piece);
        }

        swarm.Peer([.. Enumerable.Range(0, Pieces).Where(piece => piece is not 45 and not 7)]);

        swarm.Pick(swarm.Peer(), 1).ShouldHaveSingleItem().Piece.ShouldBe(45);
    }

    [Fact]
    public void Who_has_nothing_urgent_is_asked_for_the_rest()
    {
        var swarm = new PickerSwarm(Pieces, blocksPerPiece: 1);
        swarm.Picker.SetLevels(Levels(), levelCount: 3);

        swarm.Pick(swarm.Peer(3, 60), 5).Select(block => block.Piece).ShouldBe([60, 3]);
    }

    // 40 to 49 first, 0 to 9 last.
    private static byte[] Levels() => [.. Enumerable.Range(0, Pieces).Select(piece => (byte)(piece is >= 40 and < 50 ? 0 : piece < 10 ? 2 : 1))];
}
