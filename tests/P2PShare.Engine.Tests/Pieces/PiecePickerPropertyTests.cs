using FsCheck;
using FsCheck.Fluent;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class PiecePickerPropertyTests
{
    private const int Pieces = 9;
    private const int BlocksPerPiece = 3;
    private const int Slots = 5;

    [Fact]
    public void Does_what_the_plain_model_allows_whatever_comes() =>
        Prop.ForAll(Steps(), steps =>
        {
            var run = new Run();
            foreach (var step in steps)
            {
                run.Do(step);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(400));

    [Fact]
    public void After_whatever_came_one_honest_seed_completes_the_torrent() =>
        Prop.ForAll(Steps(), steps =>
        {
            var run = new Run();
            foreach (var step in steps)
            {
                run.Do(step);
            }

            run.Complete();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(200));

    private static Arbitrary<Step[]> Steps()
    {
        var step =
            from kind in Gen.Choose(0, 15)
            from slot in Gen.Choose(0, Slots - 1)
            from first in Gen.Choose(0, 1 << 16)
            from second in Gen.Choose(0, 1 << 16)
            select new Step(kind, slot, first, second);
        return Arb.From(step.ArrayOf(), Shorter);
    }

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (var length = steps.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= steps.Length; start += length)
            {
                yield return [.. steps[..start], .. steps[(start + length)..]];
            }
        }
    }

    public sealed record Step(int Kind, int Slot, int First, int Second);

    private sealed class Run
    {
        private readonly PiecePicker _picker;
        private readonly PickerModel _model = new(Pieces, BlocksPerPiece);
        private readonly PeerKey[] _slots = new PeerKey[Slots + 1];
        private int _serial;

        public Run()
        {
            var geometry = PieceGeometry.Continuous(BlocksPerPiece * PieceGeometry.BlockLength, (long)Pieces * BlocksPerPiece * PieceGeometry.BlockLength);
            _picker = new PiecePicker(geometry, PaddingMap.Of(geometry, []), new System.Random(1));
        }

        public void Do(Step step)
        {
            var peer = _slots[step.Slot];
            if (peer.IsNone)
            {
                Join(step.Slot, step.First, isSeed: step.Second % 3 == 0);
            }
            else
            {
                Act(step, peer);
            }

            _model.Check(_picker);
        }

        public void Complete()
        {
            for (var slot = 0; slot < Slots; slot++)
            {
                if (!_slots[slot].IsNone)
                {
                    _picker.DroppedAll(_slots[slot]);
                    _model.DroppedAll(_slots[slot]);
                }
            }

            Join(Slots, 0, isSeed: true);
            var seed = _slots[Slots];
            for (var rounds = 0; !_picker.IsComplete && rounds < Pieces * BlocksPerPiece * 2; rounds++)
            {
                VerifyAll();
                Pick(seed, 2, 0);
                foreach (var block in _model.AskedOf(seed))
                {
                    Receive(seed, block);
                }
            }

            VerifyAll();
            _picker.IsComplete.ShouldBeTrue();
        }

        private static int IndexOf(int number) => number % Pieces;

        private void Act(Step step, PeerKey peer)
        {
            var piece = IndexOf(step.First);
            var asked = _model.AskedOf(peer);
            switch (step.Kind)
            {
                case 0:
                    _picker.PeerLeft(peer);
                    _model.Left(peer);
                    _slots[step.Slot] = PeerKey.None;
                    break;
                case 1:
                    _picker.PeerHas(peer, piece).ShouldBe(_model.Peers[peer].Add(piece));
                    break;
                case 2:
                    _picker.PeerLost(peer, piece);
                    _model.Peers[peer].Remove(piece);
                    break;
                case 3:
                    SetPieces(peer, step.First, isSeed: step.Second % 3 == 0);
                    break;
                case 4 or 5 or 6 or 7:
                    Pick(peer, step.First % 6, step.Second % 2 == 0 ? long.MaxValue : 0);
                    break;
                case 8 or 9 or 10 when asked.Count > 0:
                    Receive(peer, asked[step.First % asked.Count]);
                    break;
                case 11:
                    Receive(peer, new BlockAddress(piece, step.Second % BlocksPerPiece));
                    break;
                case 12 when asked.Count > 0:
                    var dropped = asked[step.First % asked.Count];
                    _picker.Dropped(peer, dropped).ShouldBeTrue();
                    _model.Dropped(peer, dropped);
                    break;
                case 13:
                    _picker.DroppedAll(peer);
                    _model.DroppedAll(peer);
                    break;
                case 14:
                    Judge(step);
                    break;
                case 15:
                    Change(step, peer, piece);
                    break;
            }
        }

        private void Change(Step step, PeerKey peer, int piece)
        {
            switch (step.Second % 5)
            {
                case 0:
                    _picker.PeerRate(peer, step.First * 10);
                    break;
                case 1:
                    _picker.MarkMissing(piece);
                    _model.Had.Remove(piece);
                    break;
                case 2:
                    _picker.MarkHave(piece);
                    _model.Found(piece);
                    break;
                case 3:
                    _picker.PeerChoked(peer);
                    _model.Choked(peer);
                    break;
                case 4:
                    var wanted = Set(step.First);
                    _picker.SetWanted(wanted);
                    _model.Wanted = [.. Enumerable.Range(0, Pieces).Where(index => wanted[index])];
                    break;
            }
        }

        private void Join(int slot, int pieces, bool isSeed)
        {
            _slots[slot] = new PeerKey(slot, ++_serial);
            _picker.PeerJoined(_slots[slot]);
            _model.Peers[_slots[slot]] = [];
            SetPieces(_slots[slot], pieces, isSeed);
        }

        private void SetPieces(PeerKey peer, int pieces, bool isSeed)
        {
            var set = Set(pieces);
            if (isSeed)
            {
                _picker.PeerHasAll(peer);
            }
            else
            {
                _picker.PeerHas(peer, set);
            }

            _model.Peers[peer] = [.. Enumerable.Range(0, Pieces).Where(index => isSeed || set[index])];
        }

        private void Pick(PeerKey peer, int count, long budget)
        {
            var blocks = new BlockAddress[count];
            var mustPick = count > 0 && budget > 0 && _model.CanBegin(peer);
            var openBefore = _picker.OpenCount;
            var randomStart = _picker.Have.Count < PiecePicker.RandomFirst;
            var picked = _picker.Pick(peer, new PickLimits(TimeSpan.Zero, budget), blocks);
            (picked > 0 || !mustPick).ShouldBeTrue();
            _model.Picked(peer, randomStart, mayBegin: budget > 0, blocks[..picked]);
            if (budget == 0)
            {
                _picker.OpenCount.ShouldBeLessThanOrEqualTo(Math.Max(1, openBefore));
            }
        }

        private void Receive(PeerKey peer, BlockAddress block)
        {
            var cancels = new PeerKey[PiecePicker.MaxCancels];
            var receipt = _picker.Received(peer, block, cancels);
            _model.Received(peer, block, receipt, cancels[..receipt.CancelCount]);
        }

        private void Judge(Step step)
        {
            var complete = _model.Complete.ToArray();
            if (complete.Length == 0)
            {
                return;
            }

            var piece = complete[step.First % complete.Length];
            if (step.Second % 3 == 0)
            {
                var good = new Bitfield(BlocksPerPiece);
                good.Set(step.First % BlocksPerPiece);
                _picker.PieceFailed(piece, good);
                _model.Failed(piece, block => good[block]);
            }
            else if (step.Second % 3 == 1)
            {
                _picker.PieceFailed(piece, null);
                _model.Failed(piece, _ => false);
            }
            else
            {
                _picker.PieceVerified(piece);
                _model.Verified(piece);
            }
        }

        private void VerifyAll()
        {
            foreach (var piece in _model.Complete.ToArray())
            {
                _picker.PieceVerified(piece);
                _model.Verified(piece);
            }
        }

        private static Bitfield Set(int bits)
        {
            var set = new Bitfield(Pieces);
            for (var index = 0; index < Pieces; index++)
            {
                if ((bits >> index & 1) != 0)
                {
                    set.Set(index);
                }
            }

            return set;
        }
    }
}
