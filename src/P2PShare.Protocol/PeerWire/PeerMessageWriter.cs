using System.Buffers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.PeerWire;

/// <summary>Writes peer messages, length prefix included, to a buffer writer.</summary>
public static class PeerMessageWriter
{
    /// <summary>Bytes of a <c>piece</c> message in front of the block's data.</summary>
    public const int BlockHeaderSize = 13;

    /// <summary>BEP 3.</summary>
    public static void WriteKeepAlive(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteChoke(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteUnchoke(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteInterested(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteNotInterested(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteHave(IBufferWriter<byte> output, int piece) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteBitfield(IBufferWriter<byte> output, ReadOnlySpan<byte> bits) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteRequest(IBufferWriter<byte> output, BlockRange range) => throw new NotImplementedException();

    /// <summary>The <see cref="BlockHeaderSize"/> bytes in front of a block. BEP 3, <c>piece</c>.</summary>
    public static void WriteBlockHeader(Span<byte> destination, BlockRange range) => throw new NotImplementedException();

    /// <summary>BEP 3.</summary>
    public static void WriteCancel(IBufferWriter<byte> output, BlockRange range) => throw new NotImplementedException();

    /// <summary>BEP 5.</summary>
    public static void WritePort(IBufferWriter<byte> output, ushort port) => throw new NotImplementedException();

    /// <summary>BEP 6.</summary>
    public static void WriteSuggest(IBufferWriter<byte> output, int piece) => throw new NotImplementedException();

    /// <summary>BEP 6.</summary>
    public static void WriteHaveAll(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 6.</summary>
    public static void WriteHaveNone(IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>BEP 6.</summary>
    public static void WriteReject(IBufferWriter<byte> output, BlockRange range) => throw new NotImplementedException();

    /// <summary>BEP 6.</summary>
    public static void WriteAllowedFast(IBufferWriter<byte> output, int piece) => throw new NotImplementedException();

    /// <summary>BEP 10.</summary>
    public static void WriteExtended(IBufferWriter<byte> output, byte id, ReadOnlySpan<byte> payload) => throw new NotImplementedException();

    /// <summary>BEP 52.</summary>
    public static void WriteHashRequest(IBufferWriter<byte> output, in HashRequest request) => throw new NotImplementedException();

    /// <summary>BEP 52.</summary>
    public static void WriteHashes(IBufferWriter<byte> output, in HashRequest request, ReadOnlySpan<byte> hashes) => throw new NotImplementedException();

    /// <summary>BEP 52.</summary>
    public static void WriteHashReject(IBufferWriter<byte> output, in HashRequest request) => throw new NotImplementedException();
}
