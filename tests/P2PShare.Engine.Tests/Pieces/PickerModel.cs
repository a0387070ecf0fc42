using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;
using Shouldly;

namespace P2PShare.Engine.Tests.Pieces;

/// <summary>What a picker must know, kept in the plainest way, and the rules that every pick must obey. It predicts no choice, but judges each.</summary>
internal sealed class PickerModel(int pieceCount, int blocksPerPiece)
{
    private readonly Dictionary<BlockAddress, List<PeerKey>> _asked = [];
    private readonly Dictionary<BlockAddress, PeerKey> _received = [];
    private readonly HashSet<(PeerKey, BlockAddress)> _givenUp = [];

    public Dictionary<PeerKey, HashSet<int>> Peers { get; } = [];

    public HashSet<int> Had { get; } = [];

    public HashSet<int> Wanted { get; set; } = [.. Enumerable.Range(0, pieceCount)];

    public IEnumerable<int> Complete => Enumerable.Range(0, pieceCount).Where(piece => !Had.Contains(piece) && BlocksOf(piece).All(_received.ContainsKey));

    private IEnumerable<int> Open => _asked.Where(asked => asked.Value.Count > 0).Select(asked => asked.Key.Piece).Concat(_received.Keys.Select(block => block.Piece)).Distinct();

    public IReadOnlyList<BlockAddress> AskedOf(PeerKey peer) => [.. _asked.Where(asked => asked.Value.Contains(peer)).Select(asked => asked.Key)];

    public void Picked(PeerKey peer, bool randomStart, bool mayBegin, IReadOnlyList<BlockAddress> blocks)
    {
        foreach (var block in blocks)
        {
            Peers[peer].ShouldContain(block.Piece);
            Had.ShouldNotContain(block.Piece);
            _received.ShouldNotContainKey(block);
            var asked = RequestersOf(block);
            asked.ShouldNotContain(peer);
            asked.Count.ShouldBeLessThan(OpenPiece.MaxRequesters);
            if (asked.Count > 0 && mayBegin)
            {
                // Twice only when there is nothing that this peer could begin.
                CanBegin(peer).ShouldBeFalse();
            }

            if (!Open.Contains(block.Piece))
            {
                Wanted.ShouldContain(block.Piece);
                if (!randomStart)
                {
                    Availability(block.Piece).ShouldBe(Free(peer).Where(free => !Open.Contains(free.Piece)).Min(free => Availability(free.Piece)));
                }
            }

            asked.Add(peer);
        }
    }

    /// <summary>Blocks that the peer could be asked for and that nobody is asked for.</summary>
    private IEnumerable<BlockAddress> Free(PeerKey peer) =>
        Peers[peer].Where(piece => !Had.Contains(piece) && (Wanted.Contains(piece) || Open.Contains(piece)))
            .SelectMany(BlocksOf)
            .Where(block => !_received.ContainsKey(block) && RequestersOf(block).Count == 0);

    /// <summary>Whether there is a piece that nobody has begun and that the peer could begin.</summary>
    public bool CanBegin(PeerKey peer) => Free(peer).Any(free => !Open.Contains(free.Piece));

    public void Received(PeerKey peer, BlockAddress block, BlockReceipt receipt, IReadOnlyList<PeerKey> cancels)
    {
        var wasAsked = RequestersOf(block).Remove(peer);
        if (!wasAsked && !_givenUp.Remove((peer, block)))
        {
            receipt.Arrival.ShouldBe(BlockArrival.Unrequested);
            return;
        }

        receipt.RequestedAt.HasValue.ShouldBe(wasAsked);
        if (Had.Contains(block.Piece) || _received.ContainsKey(block) || (!Wanted.Contains(block.Piece) && !Open.Contains(block.Piece) && !wasAsked))
        {
            receipt.Arrival.ShouldBe(BlockArrival.Duplicate);
            return;
        }

        _received[block] = peer;
        cancels.ShouldBe(RequestersOf(block), ignoreOrder: true);
        GiveUp(block);
        receipt.Arrival.ShouldBe(BlocksOf(block.Piece).All(_received.ContainsKey) ? BlockArrival.Completed : BlockArrival.Accepted);
    }

    public void Dropped(PeerKey peer, BlockAddress block)
    {
        RequestersOf(block).Remove(peer).ShouldBeTrue();
        _givenUp.Add((peer, block));
    }

    public void DroppedAll(PeerKey peer)
    {
        foreach (var block in AskedOf(peer))
        {
            Dropped(peer, block);
        }
    }

    public void Left(PeerKey peer)
    {
        DroppedAll(peer);
        Peers.Remove(peer);
    }

    public void Verified(int piece)
    {
        foreach (var block in BlocksOf(piece))
        {
            GiveUp(block);
            _received.Remove(block);
        }

        Had.Add(piece);
    }

    public void Failed(int piece, Func<int, bool> isGood)
    {
        foreach (var block in BlocksOf(piece).Where(block => !isGood(block.Block)))
        {
            _received.Remove(block);
        }
    }

    public void Check(PiecePicker picker)
    {
        picker.OpenCount.ShouldBe(Open.Count());
        picker.WantedRemaining.ShouldBe(Wanted.Count(piece => !Had.Contains(piece)));
        picker.Have.Count.ShouldBe(Had.Count);
        foreach (var (peer, pieces) in Peers)
        {
            picker.OutstandingOf(peer).ShouldBe(AskedOf(peer).Count);
            picker.PieceCountOf(peer).ShouldBe(pieces.Count);
            picker.IsInteresting(peer).ShouldBe(pieces.Any(piece => Wanted.Contains(piece) && !Had.Contains(piece)));
        }

        for (var piece = 0; piece < pieceCount; piece++)
        {
            picker.AvailabilityOf(piece).ShouldBe(Availability(piece));
            if (Open.Contains(piece))
            {
                picker.SendersOf(piece).ToArray().ShouldBe(BlocksOf(piece).Select(block => _received.GetValueOrDefault(block)));
            }
        }
    }

    private int Availability(int piece) => Peers.Values.Count(pieces => pieces.Contains(piece));

    private IEnumerable<BlockAddress> BlocksOf(int piece) => Enumerable.Range(0, blocksPerPiece).Select(block => new BlockAddress(piece, block));

    private List<PeerKey> RequestersOf(BlockAddress block)
    {
        if (!_asked.TryGetValue(block, out var asked))
        {
            _asked[block] = asked = [];
        }

        return asked;
    }

    private void GiveUp(BlockAddress block)
    {
        foreach (var other in RequestersOf(block).ToArray())
        {
            Dropped(other, block);
        }
    }
}
