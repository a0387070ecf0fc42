using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Tests.Pieces;

/// <summary>A picker over equal pieces with peers to ask, and short words for what tests do with it.</summary>
internal sealed class PickerSwarm
{
    private int _serial;

    public PickerSwarm(int pieces, int blocksPerPiece = 4, int seed = 1, PaddingMap? padding = null)
    {
        Geometry = PieceGeometry.Continuous(blocksPerPiece * PieceGeometry.BlockLength, (long)pieces * blocksPerPiece * PieceGeometry.BlockLength);
        Picker = new PiecePicker(Geometry, padding ?? PaddingMap.Of(Geometry, []), new Random(seed));
    }

    public PieceGeometry Geometry { get; }

    public PiecePicker Picker { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A peer with these pieces; with all of them when none are named.</summary>
    public PeerKey Peer(params int[] pieces)
    {
        var key = new PeerKey(_serial, ++_serial);
        Picker.PeerJoined(key);
        if (pieces.Length == 0)
        {
            Picker.PeerHasAll(key);
        }
        else
        {
            Picker.PeerHas(key, Set(pieces));
        }

        return key;
    }

    /// <summary>A seed that fills a piece in a second.</summary>
    public PeerKey FastPeer(params int[] pieces)
    {
        var key = Peer(pieces);
        Picker.PeerRate(key, Geometry.PieceLength);
        return key;
    }

    public Bitfield Set(params int[] pieces)
    {
        var set = new Bitfield(Geometry.PieceCount);
        foreach (var piece in pieces)
        {
            set.Set(piece);
        }

        return set;
    }

    public BlockAddress[] Pick(PeerKey peer, int count, long budget = long.MaxValue, bool choked = false)
    {
        var blocks = new BlockAddress[count];
        var picked = Picker.Pick(peer, new PickLimits(Now, budget, choked), blocks);
        return blocks[..picked];
    }

    public BlockReceipt Receive(PeerKey peer, BlockAddress block) => Picker.Received(peer, block, new PeerKey[PiecePicker.MaxCancels]);

    /// <summary>Gives all these blocks; returns what the last one was.</summary>
    public BlockArrival Give(PeerKey peer, params IEnumerable<BlockAddress> blocks) =>
        blocks.Select(block => Receive(peer, block).Arrival).ToArray()[^1];

    /// <summary>Marks enough pieces as had for picking to go by rarity.</summary>
    public void PastRandomStart(params int[] pieces)
    {
        foreach (var piece in pieces)
        {
            Picker.MarkHave(piece);
        }
    }
}
