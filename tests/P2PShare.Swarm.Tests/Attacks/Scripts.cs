using P2PShare.Testing.Peers;
using P2PShare.Testing.Torrents;

namespace P2PShare.Swarm.Tests.Attacks;

/// <summary>What fake peers answer.</summary>
internal static class Scripts
{
    /// <summary>What a seed says first.</summary>
    public static byte[] SeedGreeting => Wire.Join(Wire.Message(WireId.HaveAll), Wire.Message(WireId.Unchoke));

    /// <summary>The same without BEP 6.</summary>
    public static byte[] OldSeedGreeting(TestTorrent content) => Wire.Join(Bitfield(content.Metainfo.Geometry.PieceCount), Wire.Message(WireId.Unchoke));

    /// <summary>A bitfield with the first pieces.</summary>
    public static byte[] Bitfield(int pieceCount, int? had = null)
    {
        var bits = new byte[(pieceCount + 7) / 8];
        for (var piece = 0; piece < (had ?? pieceCount); piece++)
        {
            bits[piece / 8] |= (byte)(0x80 >> (piece % 8));
        }

        return Wire.Raw(WireId.Bitfield, bits);
    }

    /// <summary>Gives what is asked for.</summary>
    /// <param name="content">Where it is taken from.</param>
    /// <param name="change">Changes each block, told its piece and where in it the block begins; null gives it as it is.</param>
    public static Func<FakePeer, WireMessage, Task> Serve(TestTorrent content, Func<uint, uint, byte[], byte[]>? change = null) => async (peer, message) =>
    {
        if (message.Id == WireId.Request)
        {
            await peer.SendAsync(BlockFor(content, message, change));
        }
    };

    /// <summary>The block that a request asks for.</summary>
    public static byte[] BlockFor(TestTorrent content, WireMessage request, Func<uint, uint, byte[], byte[]>? change = null)
    {
        var (piece, begin, length) = (request.Number(0), request.Number(1), request.Number(2));
        var data = content.Piece((int)piece).Slice((int)begin, (int)length).ToArray();
        return Wire.Block(piece, begin, change?.Invoke(piece, begin, data) ?? data);
    }

    /// <summary>Refuses what is asked for. BEP 6.</summary>
    public static Func<FakePeer, WireMessage, Task> Reject() => async (peer, message) =>
    {
        if (message.Id == WireId.Request)
        {
            await peer.SendAsync(Wire.Message(WireId.Reject, message.Number(0), message.Number(1), message.Number(2)));
        }
    };
}
