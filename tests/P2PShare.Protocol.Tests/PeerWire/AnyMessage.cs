using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Tests.PeerWire;

/// <summary>A peer message with the line that <see cref="RecordingHandler"/> writes for it.</summary>
internal sealed record AnyMessage(byte[] Wire, string Call)
{
    public static Gen<AnyMessage> Generator { get; } = Gen.OneOf(Bare(), WithPiece(), WithRange(), WithBytes(), WithHashes());

    public override string ToString() => Call;

    private static Gen<int> Number => Gen.OneOf(Gen.Choose(0, 300), Gen.Choose(0, int.MaxValue), Gen.Constant(int.MaxValue));

    private static Gen<byte[]> Bytes(int least, int most) =>
        from length in Gen.Choose(least, most)
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value), length)
        select bytes;

    private static Gen<AnyMessage> Bare() => Gen.Elements(
        Made("keep-alive", PeerMessageWriter.WriteKeepAlive),
        Made("choke", PeerMessageWriter.WriteChoke),
        Made("unchoke", PeerMessageWriter.WriteUnchoke),
        Made("interested", PeerMessageWriter.WriteInterested),
        Made("not interested", PeerMessageWriter.WriteNotInterested),
        Made("have all", PeerMessageWriter.WriteHaveAll),
        Made("have none", PeerMessageWriter.WriteHaveNone));

    private static Gen<AnyMessage> WithPiece() =>
        from piece in Number
        from message in Gen.Elements(
            Made($"have {piece}", output => PeerMessageWriter.WriteHave(output, piece)),
            Made($"suggest {piece}", output => PeerMessageWriter.WriteSuggest(output, piece)),
            Made($"allowed fast {piece}", output => PeerMessageWriter.WriteAllowedFast(output, piece)),
            Made($"port {(ushort)piece}", output => PeerMessageWriter.WritePort(output, (ushort)piece)))
        select message;

    private static Gen<AnyMessage> WithRange() =>
        from piece in Number
        from begin in Number
        from length in Number
        let range = new BlockRange(piece, begin, length)
        from message in Gen.Elements(
            Made($"request {piece} {begin} {length}", output => PeerMessageWriter.WriteRequest(output, range)),
            Made($"cancel {piece} {begin} {length}", output => PeerMessageWriter.WriteCancel(output, range)),
            Made($"reject {piece} {begin} {length}", output => PeerMessageWriter.WriteReject(output, range)))
        select message;

    private static Gen<AnyMessage> WithBytes() =>
        from bytes in Bytes(1, 400)
        from piece in Number
        from begin in Number
        let hex = Convert.ToHexStringLower(bytes)
        from message in Gen.Elements(
            Made($"bitfield {hex}", output => PeerMessageWriter.WriteBitfield(output, bytes)),
            Made($"extended {bytes[0]} {hex[2..]}", output => PeerMessageWriter.WriteExtended(output, bytes[0], bytes.AsSpan(1))),
            Made($"block {piece} {begin} {hex}", output => WriteBlock(output, piece, begin, bytes)))
        select message;

    private static Gen<AnyMessage> WithHashes() =>
        from root in Bytes(Sha256Hash.Size, Sha256Hash.Size)
        from baseLayer in Number
        from index in Number
        from length in Number
        from proofLayers in Number
        from count in Gen.Choose(1, 6)
        from hashes in Bytes(count * Sha256Hash.Size, count * Sha256Hash.Size)
        let request = new HashRequest(new Sha256Hash(root), baseLayer, index, length, proofLayers)
        from message in Gen.Elements(
            Made($"hash request {request}", output => PeerMessageWriter.WriteHashRequest(output, request)),
            Made($"hash reject {request}", output => PeerMessageWriter.WriteHashReject(output, request)),
            Made($"hashes {request} {Convert.ToHexStringLower(hashes)}", output => PeerMessageWriter.WriteHashes(output, request, hashes)))
        select message;

    private static void WriteBlock(ArrayBufferWriter<byte> output, int piece, int begin, byte[] data)
    {
        PeerMessageWriter.WriteBlockHeader(output.GetSpan(PeerMessageWriter.BlockHeaderSize), new BlockRange(piece, begin, data.Length));
        output.Advance(PeerMessageWriter.BlockHeaderSize);
        output.Write(data);
    }

    private static AnyMessage Made(string call, Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return new AnyMessage(output.WrittenSpan.ToArray(), call);
    }
}
