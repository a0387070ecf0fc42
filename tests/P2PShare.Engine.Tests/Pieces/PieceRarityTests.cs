using FsCheck;
using FsCheck.Fluent;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class PieceRarityTests
{
    private const int Pieces = 70;

    [Fact]
    public void The_rarest_piece_that_a_peer_has_comes_first_whatever_happened_before() =>
        Prop.ForAll(Steps(), steps =>
        {
            var rarity = new PieceRarity(Pieces, new System.Random(1));
            var model = new int[Pieces];
            var candidates = new HashSet<int>();
            foreach (var (kind, piece, set) in steps)
            {
                Apply(kind, piece, set, rarity, model, candidates);
                Check(rarity, model, candidates, set);
            }
        }).Check(Config.QuickThrowOnFailure.WithEndSize(300));

    [Fact]
    public void Equally_rare_pieces_all_get_their_turn()
    {
        var rarity = new PieceRarity(Pieces, new System.Random(1));
        rarity.Replace(_ => true);

        Enumerable.Range(0, 2000).Select(_ => rarity.Rarest(null)).Distinct().Count().ShouldBe(Pieces);
        Enumerable.Range(0, 2000).Select(_ => rarity.AtRandom(null)).Distinct().Count().ShouldBe(Pieces);
    }

    [Fact]
    public void A_peer_with_nothing_but_common_pieces_is_served_although_most_pieces_are_rarer()
    {
        const int Many = 100_000;
        var rarity = new PieceRarity(Many, new System.Random(1));
        rarity.Replace(_ => true);
        var common = new Bitfield(Many);
        foreach (var piece in new[] { 5, 70_000, 99_999 })
        {
            common.Set(piece);
            rarity.Increment(piece);
            rarity.Increment(piece);
        }

        rarity.Decrement(70_000);
        for (var piece = 10; piece < 60_000; piece++)
        {
            rarity.Increment(piece);
        }

        Enumerable.Range(0, 20).Select(_ => rarity.Rarest(common)).ShouldAllBe(piece => piece == 70_000);
    }

    private static void Check(PieceRarity rarity, int[] model, HashSet<int> candidates, Bitfield has)
    {
        Enumerable.Range(0, Pieces).Select(rarity.AvailabilityOf).SequenceEqual(model).ShouldBeTrue();
        Enumerable.Range(0, Pieces).Where(piece => rarity.Candidates[piece]).SequenceEqual(candidates.Order()).ShouldBeTrue();

        // What only seeds have is not looked for at a peer that is counted: its own pieces count at least itself.
        var servable = candidates.Where(piece => has[piece] && model[piece] > 0).ToList();
        var counted = new Bitfield(Pieces);
        servable.ForEach(piece => counted.Set(piece));
        var rarest = rarity.Rarest(counted);
        (rarest < 0 ? -1 : model[rarest]).ShouldBe(servable.Select(piece => model[piece]).DefaultIfEmpty(-1).Min());
        (rarest < 0 || servable.Contains(rarest)).ShouldBeTrue();
        rarity.First(counted).ShouldBe(servable.DefaultIfEmpty(-1).Min());
        var any = rarity.AtRandom(counted);
        (any < 0 ? servable.Count == 0 : servable.Contains(any)).ShouldBeTrue();
        var forSeed = rarity.Rarest(null);
        (forSeed < 0 ? -1 : model[forSeed]).ShouldBe(candidates.Select(piece => model[piece]).DefaultIfEmpty(-1).Min());
    }

    private static void Apply(int kind, int piece, Bitfield set, PieceRarity rarity, int[] model, HashSet<int> candidates)
    {
        switch (kind)
        {
            case 0:
                rarity.Add(piece);
                candidates.Add(piece);
                break;
            case 1:
                rarity.Remove(piece);
                candidates.Remove(piece);
                break;
            case 2:
                rarity.Increment(piece);
                model[piece]++;
                break;
            case 3 when model[piece] > 0:
                rarity.Decrement(piece);
                model[piece]--;
                break;
            case 4:
                rarity.Increment(set);
                ForEach(set, index => model[index]++);
                break;
            case 5 when Enumerable.Range(0, Pieces).All(index => !set[index] || model[index] > 0):
                rarity.Decrement(set);
                ForEach(set, index => model[index]--);
                break;
            case 6 when model.Min() > 0:
                rarity.DecrementAll();
                ForEach(null, index => model[index]--);
                break;
            case 7:
                rarity.IncrementAll();
                ForEach(null, index => model[index]++);
                break;
        }
    }

    private static void ForEach(Bitfield? set, Action<int> action)
    {
        for (var index = 0; index < Pieces; index++)
        {
            if (set is null || set[index])
            {
                action(index);
            }
        }
    }

    private static Arbitrary<(int Kind, int Piece, Bitfield Set)[]> Steps()
    {
        var set = ArbMap.Default.GeneratorFor<ulong>().Two().Select(words =>
        {
            var bits = new Bitfield(Pieces);
            for (var index = 0; index < Pieces; index++)
            {
                if (((index < 64 ? words.Item1 : words.Item2) >> (index % 64) & 1) != 0)
                {
                    bits.Set(index);
                }
            }

            return bits;
        });
        // Mostly small changes: a large one sorts anew, and hides what was wrong.
        var kinds = Gen.Frequency((9, Gen.Choose(0, 3)), (1, Gen.Choose(4, 7)));
        var step = kinds.SelectMany(kind => Gen.Choose(0, Pieces - 1).SelectMany(piece => set.Select(bits => (kind, piece, bits))));
        return step.ArrayOf().ToArbitrary();
    }
}
