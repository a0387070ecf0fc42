using System.Buffers;
using System.Buffers.Binary;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>Messages as bytes, those included that no writer of ours would write.</summary>
internal static class Wire
{
    /// <summary>A message of an id and numbers of 32 bits.</summary>
    public static Action<IBufferWriter<byte>> Message(byte id, params IReadOnlyList<uint> numbers)
    {
        var payload = new byte[numbers.Count * sizeof(uint)];
        for (var index = 0; index < numbers.Count; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(index * sizeof(uint)), numbers[index]);
        }

        return Message(id, payload);
    }

    /// <summary>A message of an id and bytes.</summary>
    public static Action<IBufferWriter<byte>> Message(byte id, byte[] payload) => output =>
    {
        var prefix = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, (uint)payload.Length + 1);
        output.Write(prefix);
        output.Write([id]);
        output.Write(payload);
    };

    /// <summary>A length prefix alone.</summary>
    public static Action<IBufferWriter<byte>> Length(uint length) => output =>
    {
        var prefix = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, length);
        output.Write(prefix);
    };

    public static Action<IBufferWriter<byte>> Request(int piece, int begin, int length) =>
        output => PeerMessageWriter.WriteRequest(output, new BlockRange(piece, begin, length));

    public static Action<IBufferWriter<byte>> Reject(int piece, int begin, int length) =>
        output => PeerMessageWriter.WriteReject(output, new BlockRange(piece, begin, length));

    /// <summary>The range that a line of a transcript names.</summary>
    public static BlockRange RangeOf(string line)
    {
        var words = line.Split(' ')[^3..];
        return new BlockRange(int.Parse(words[0], null), int.Parse(words[1], null), int.Parse(words[2], null));
    }
}
