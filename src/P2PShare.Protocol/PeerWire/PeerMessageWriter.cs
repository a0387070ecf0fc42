using System.Buffers;
using System.Buffers.Binary;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.PeerWire;

/// <summary>Writes peer messages, length prefix included, to a buffer writer.</summary>
public static class PeerMessageWriter
{
    /// <summary>Bytes of a <c>piece</c> message in front of the block's data.</summary>
    public const int BlockHeaderSize = 13;

    private const int HeadSize = PeerMessageLayout.PrefixSize + 1;

    /// <summary>BEP 3.</summary>
    public static void WriteKeepAlive(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.GetSpan(PeerMessageLayout.PrefixSize)[..PeerMessageLayout.PrefixSize].Clear();
        output.Advance(PeerMessageLayout.PrefixSize);
    }

    /// <summary>BEP 3.</summary>
    public static void WriteChoke(IBufferWriter<byte> output) =>
        WriteBare(output, PeerMessageId.Choke);

    /// <summary>BEP 3.</summary>
    public static void WriteUnchoke(IBufferWriter<byte> output) =>
        WriteBare(output, PeerMessageId.Unchoke);

    /// <summary>BEP 3.</summary>
    public static void WriteInterested(IBufferWriter<byte> output) =>
        WriteBare(output, PeerMessageId.Interested);

    /// <summary>BEP 3.</summary>
    public static void WriteNotInterested(IBufferWriter<byte> output) =>
        WriteBare(output, PeerMessageId.NotInterested);

    /// <summary>BEP 3.</summary>
    public static void WriteHave(IBufferWriter<byte> output, int piece) =>
        WritePiece(output, PeerMessageId.Have, piece);

    /// <summary>BEP 3.</summary>
    public static void WriteBitfield(IBufferWriter<byte> output, ReadOnlySpan<byte> bits) =>
        WriteBytes(output, PeerMessageId.Bitfield, bits);

    /// <summary>BEP 3.</summary>
    public static void WriteRequest(IBufferWriter<byte> output, BlockRange range) =>
        WriteRange(output, PeerMessageId.Request, range);

    /// <summary>The <see cref="BlockHeaderSize"/> bytes in front of a block. BEP 3, <c>piece</c>.</summary>
    public static void WriteBlockHeader(Span<byte> destination, BlockRange range)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)(BlockHeaderSize - PeerMessageLayout.PrefixSize + range.Length));
        destination[PeerMessageLayout.PrefixSize] = PeerMessageId.Piece;
        WriteUInt32(destination, HeadSize, range.Piece);
        WriteUInt32(destination, HeadSize + sizeof(uint), range.Begin);
    }

    /// <summary>BEP 3.</summary>
    public static void WriteCancel(IBufferWriter<byte> output, BlockRange range) =>
        WriteRange(output, PeerMessageId.Cancel, range);

    /// <summary>BEP 5.</summary>
    public static void WritePort(IBufferWriter<byte> output, ushort port)
    {
        var message = Begin(output, PeerMessageId.Port, sizeof(ushort));
        BinaryPrimitives.WriteUInt16BigEndian(message[HeadSize..], port);
        output.Advance(message.Length);
    }

    /// <summary>BEP 6.</summary>
    public static void WriteSuggest(IBufferWriter<byte> output, int piece) =>
        WritePiece(output, PeerMessageId.Suggest, piece);

    /// <summary>BEP 6.</summary>
    public static void WriteHaveAll(IBufferWriter<byte> output) =>
        WriteBare(output, PeerMessageId.HaveAll);

    /// <summary>BEP 6.</summary>
    public static void WriteHaveNone(IBufferWriter<byte> output) =>
        WriteBare(output, PeerMessageId.HaveNone);

    /// <summary>BEP 6.</summary>
    public static void WriteReject(IBufferWriter<byte> output, BlockRange range) =>
        WriteRange(output, PeerMessageId.Reject, range);

    /// <summary>BEP 6.</summary>
    public static void WriteAllowedFast(IBufferWriter<byte> output, int piece) =>
        WritePiece(output, PeerMessageId.AllowedFast, piece);

    /// <summary>BEP 10.</summary>
    public static void WriteExtended(IBufferWriter<byte> output, byte id, ReadOnlySpan<byte> payload)
    {
        var message = Begin(output, PeerMessageId.Extended, 1 + payload.Length);
        message[HeadSize] = id;
        payload.CopyTo(message[(HeadSize + 1)..]);
        output.Advance(message.Length);
    }

    /// <summary>BEP 52.</summary>
    public static void WriteHashRequest(IBufferWriter<byte> output, in HashRequest request) =>
        WriteHashMessage(output, PeerMessageId.HashRequest, request, []);

    /// <summary>BEP 52.</summary>
    public static void WriteHashes(IBufferWriter<byte> output, in HashRequest request, ReadOnlySpan<byte> hashes) =>
        WriteHashMessage(output, PeerMessageId.Hashes, request, hashes);

    /// <summary>BEP 52.</summary>
    public static void WriteHashReject(IBufferWriter<byte> output, in HashRequest request) =>
        WriteHashMessage(output, PeerMessageId.HashReject, request, []);

    private static void WriteBare(IBufferWriter<byte> output, byte id) => output.Advance(Begin(output, id, 0).Length);

    private static void WritePiece(IBufferWriter<byte> output, byte id, int piece)
    {
        var message = Begin(output, id, sizeof(uint));
        WriteUInt32(message, HeadSize, piece);
        output.Advance(message.Length);
    }

    private static void WriteRange(IBufferWriter<byte> output, byte id, BlockRange range)
    {
        var message = Begin(output, id, PeerMessageLayout.RangeSize);
        WriteUInt32(message, HeadSize, range.Piece);
        WriteUInt32(message, HeadSize + sizeof(uint), range.Begin);
        WriteUInt32(message, HeadSize + (2 * sizeof(uint)), range.Length);
        output.Advance(message.Length);
    }

    private static void WriteBytes(IBufferWriter<byte> output, byte id, ReadOnlySpan<byte> bytes)
    {
        var message = Begin(output, id, bytes.Length);
        bytes.CopyTo(message[HeadSize..]);
        output.Advance(message.Length);
    }

    private static void WriteHashMessage(IBufferWriter<byte> output, byte id, in HashRequest request, ReadOnlySpan<byte> hashes)
    {
        var message = Begin(output, id, PeerMessageLayout.HashRequestSize + hashes.Length);
        var payload = message[HeadSize..];
        request.PiecesRoot.CopyTo(payload);
        WriteUInt32(payload, Sha256Hash.Size, request.BaseLayer);
        WriteUInt32(payload, Sha256Hash.Size + sizeof(uint), request.Index);
        WriteUInt32(payload, Sha256Hash.Size + (2 * sizeof(uint)), request.Length);
        WriteUInt32(payload, Sha256Hash.Size + (3 * sizeof(uint)), request.ProofLayers);
        hashes.CopyTo(payload[PeerMessageLayout.HashRequestSize..]);
        output.Advance(message.Length);
    }

    /// <summary>Room for a whole message, its length and id written.</summary>
    private static Span<byte> Begin(IBufferWriter<byte> output, byte id, int payloadLength)
    {
        ArgumentNullException.ThrowIfNull(output);
        var message = output.GetSpan(HeadSize + payloadLength)[..(HeadSize + payloadLength)];
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)(1 + payloadLength));
        message[PeerMessageLayout.PrefixSize] = id;
        return message;
    }

    private static void WriteUInt32(Span<byte> destination, int offset, int value) =>
        BinaryPrimitives.WriteUInt32BigEndian(destination[offset..], checked((uint)value));
}
