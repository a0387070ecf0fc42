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
    private readonly List<(PeerKey, BlockAddress)> _givenUp = [];
    private readonly HashSet<PeerKey> _onParole = [];
    private readonly HashSet<int> _failed = [];
    private readonly HashSet<int> _exclusive = [];
    private readonly Dictionary<int, PeerKey> _owners = [];

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
            Begin(peer, randomStart, block.Piece);
            TakeOver(peer, block.Piece);
            _received.ShouldNotContainKey(block);
            var asked = RequestersOf(block);
            asked.ShouldNotContain(peer);
            asked.Count.ShouldBeLessThan(_exclusive.Contains(block.Piece) ? 1 : OpenPiece.MaxRequesters);
            if (asked.Count > 0 && mayBegin)
            {
                // Twice only when there is nothing that this peer could begin.
                CanBegin(peer).ShouldBeFalse();
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

        if (!Open.Contains(block.Piece) && _failed.Contains(block.Piece))
        {
            _exclusive.Add(block.Piece);
        }

        if (_exclusive.Contains(block.Piece) && (_owners.TryGetValue(block.Piece, out var owner) ? owner != peer : SendersOf(block.Piece).Any(sender => sender != peer)))
        {
            receipt.Arrival.ShouldBe(BlockArrival.Duplicate);
            Settle();
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
        Settle();
    }

    public void Choked(PeerKey peer)
    {
        foreach (var piece in _owners.Where(owned => owned.Value == peer).Select(owned => owned.Key).ToArray())
        {
            _owners.Remove(piece);
        }
    }

    public void DroppedAll(PeerKey peer)
    {
        Choked(peer);
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

    public void Found(int piece)
    {
        foreach (var block in BlocksOf(piece))
        {
            GiveUp(block);
            _received.Remove(block);
        }

        Had.Add(piece);
        _failed.Remove(piece);
        Settle();
    }

    public void Verified(int piece)
    {
        if (SendersOf(piece).Distinct().ToArray() is [var sole])
        {
            _onParole.Remove(sole);
        }

        Found(piece);
    }

    public void Failed(int piece, Func<int, bool> isGood)
    {
        _failed.Add(piece);
        _exclusive.Add(piece);
        _owners.Remove(piece);
        foreach (var block in BlocksOf(piece))
        {
            if (isGood(block.Block) || _received[block].IsNone)
            {
                _received[block] = PeerKey.None;
                continue;
            }

            _onParole.Add(_received[block]);
            _received.Remove(block);
        }

        Settle();
    }

    public void Check(PiecePicker picker)
    {
        picker.OpenCount.ShouldBe(Open.Count());
        picker.WantedRemaining.ShouldBe(Wanted.Count(piece => !Had.Contains(piece)));
        picker.Have.Count.ShouldBe(Had.Count);
        picker.AskedPeers.ShouldBe(Peers.Keys.Count(peer => AskedOf(peer).Count > 0));
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

    // A piece is begun: only if wanted, and the rarest that the peer could begin.
    private void Begin(PeerKey peer, bool randomStart, int piece)
    {
        if (Open.Contains(piece))
        {
            return;
        }

        Wanted.ShouldContain(piece);
        if (!randomStart)
        {
            Availability(piece).ShouldBe(Free(peer).Where(free => !Open.Contains(free.Piece)).Min(free => Availability(free.Piece)));
        }

        if (_failed.Contains(piece) || _onParole.Contains(peer))
        {
            _exclusive.Add(piece);
        }
    }

    // What others sent of a piece that is to come from one peer alone is thrown away.
    private void TakeOver(PeerKey peer, int piece)
    {
        if (!_owners.TryGetValue(piece, out var owner))
        {
            _owners[piece] = peer;
        }

        if (!_exclusive.Contains(piece) || owner == peer)
        {
            return;
        }

        _owners[piece] = peer;
        foreach (var block in BlocksOf(piece))
        {
            foreach (var other in RequestersOf(block).Where(other => other != peer).ToArray())
            {
                RequestersOf(block).Remove(other);
                _givenUp.Add((other, block));
            }

            if (_received.TryGetValue(block, out var sender) && !sender.IsNone && sender != peer)
            {
                _received.Remove(block);
            }
        }
    }

    // A piece of which nothing is here or asked for is closed and forgotten.
    private void Settle()
    {
        var open = Open.ToHashSet();
        _exclusive.RemoveWhere(piece => !open.Contains(piece));
        foreach (var piece in _owners.Keys.Where(piece => !open.Contains(piece)).ToArray())
        {
            _owners.Remove(piece);
        }
    }

    private IEnumerable<PeerKey> SendersOf(int piece) =>
        BlocksOf(piece).Where(_received.ContainsKey).Select(block => _received[block]).Where(sender => !sender.IsNone);

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
