using System.Buffers.Binary;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.PeerWire;

/// <summary>Sizes of the parts of messages, and which lengths a message may have. A length counts what follows the length prefix, the id included.</summary>
internal static class PeerMessageLayout
{
    public const int PrefixSize = sizeof(uint);
    public const int RangeSize = 3 * sizeof(uint);
    public const int HashRequestSize = Sha256Hash.Size + (4 * sizeof(uint));

    private const int IdSize = 1;

    /// <summary>Whether a message may be this long; null when the id is none that we know.</summary>
    public static bool? Allows(byte id, int length, int maxBitfieldLength) => id switch
    {
        PeerMessageId.Choke or PeerMessageId.Unchoke or PeerMessageId.Interested or PeerMessageId.NotInterested => length == IdSize,
        PeerMessageId.HaveAll or PeerMessageId.HaveNone => length == IdSize,
        PeerMessageId.Have or PeerMessageId.Suggest or PeerMessageId.AllowedFast => length == IdSize + sizeof(uint),
        PeerMessageId.Request or PeerMessageId.Cancel or PeerMessageId.Reject => length == IdSize + RangeSize,
        PeerMessageId.Port => length == IdSize + sizeof(ushort),
        PeerMessageId.Bitfield => length > IdSize && length - IdSize <= maxBitfieldLength,
        PeerMessageId.Piece => AllowsBlock(length - IdSize - (2 * sizeof(uint))),
        PeerMessageId.Extended => length > IdSize,
        PeerMessageId.HashRequest or PeerMessageId.HashReject => length == IdSize + HashRequestSize,
        PeerMessageId.Hashes => AllowsHashes(length - IdSize - HashRequestSize),
        _ => null,
    };

    public static uint ReadUInt32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]);

    private static bool AllowsBlock(int length) => length is > 0 and <= PeerMessageReader.MaxBlockLength;

    private static bool AllowsHashes(int length) =>
        length > 0 && length <= PeerMessageReader.MaxHashes * Sha256Hash.Size && length % Sha256Hash.Size == 0;
}
