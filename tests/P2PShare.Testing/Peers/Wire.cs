using System.Buffers.Binary;
using System.Text;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Testing.Peers;

/// <summary>Writes peer messages, right ones and wrong ones, with nothing of ours, so that one misunderstanding cannot hide another.</summary>
public static class Wire
{
    /// <summary>Nothing to say.</summary>
    public static byte[] KeepAlive => new byte[4];

    /// <summary>A handshake.</summary>
    /// <param name="infoHash">The torrent.</param>
    /// <param name="peerId">Filled up or cut to 20 characters.</param>
    /// <param name="features">What the reserved bits say.</param>
    public static byte[] Handshake(Sha1Hash infoHash, string peerId, WireFeatures features)
    {
        ArgumentNullException.ThrowIfNull(peerId);
        var hash = new byte[20];
        infoHash.CopyTo(hash);
        byte[] reserved = [0, 0, 0, 0, 0, (byte)(features.HasFlag(WireFeatures.Extensions) ? 0x10 : 0), 0, 0];
        reserved[7] = (byte)((features.HasFlag(WireFeatures.Fast) ? 0x04 : 0) | (features.HasFlag(WireFeatures.V2) ? 0x10 : 0));
        return [19, .. "BitTorrent protocol"u8, .. reserved, .. hash, .. Encoding.Latin1.GetBytes(peerId.PadRight(20, '-')[..20])];
    }

    /// <summary>A message of an id and numbers of 4 bytes.</summary>
    public static byte[] Message(WireId id, params IReadOnlyList<uint> numbers) => Raw(id, [.. numbers.SelectMany(Bytes)]);

    /// <summary>A message of an id, known or not, and what follows it.</summary>
    public static byte[] Raw(WireId id, params ReadOnlySpan<byte> payload) => [.. Bytes((uint)payload.Length + 1), (byte)id, .. payload];

    /// <summary>A message of an extension, 0 being the extension handshake. BEP 10.</summary>
    public static byte[] Extended(byte id, ReadOnlySpan<byte> payload) => Raw(WireId.Extended, [id, .. payload]);

    /// <summary>The extension handshake with this bencoded text.</summary>
    public static byte[] Introduction(string bencoded) => Extended(0, Encoding.Latin1.GetBytes(bencoded));

    /// <summary>A block.</summary>
    public static byte[] Block(uint piece, uint begin, ReadOnlySpan<byte> data) => Raw(WireId.Piece, [.. Bytes(piece), .. Bytes(begin), .. data]);

    /// <summary>A message of BEP 52, with hashes behind it or none.</summary>
    public static byte[] Hash(WireId id, Sha256Hash root, uint layer, uint index, uint length, uint proof, params ReadOnlySpan<byte> hashes)
    {
        var file = new byte[32];
        root.CopyTo(file);
        return Raw(id, [.. file, .. Bytes(layer), .. Bytes(index), .. Bytes(length), .. Bytes(proof), .. hashes]);
    }

    /// <summary>Several in one.</summary>
    public static byte[] Join(params IEnumerable<byte[]> messages) => [.. messages.SelectMany(message => message)];

    /// <summary>The same thing over and over.</summary>
    public static byte[] Repeat(int count, params IEnumerable<byte[]> messages) => Join(Enumerable.Repeat(Join(messages), count));

    /// <summary>A number of 4 bytes.</summary>
    public static byte[] Bytes(uint number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return bytes;
    }
}
