using System.Buffers.Binary;

namespace P2PShare.Testing.Peers;

/// <summary>A message as a fake peer got it: the id, null for a keep-alive, and what follows it.</summary>
public sealed record WireMessage(WireId? Id, ReadOnlyMemory<byte> Payload)
{
    /// <summary>The n-th number of 4 bytes.</summary>
    public uint Number(int index) => BinaryPrimitives.ReadUInt32BigEndian(Payload.Span[(index * 4)..]);

    /// <summary>Whether it has this id and begins with these numbers.</summary>
    public bool Is(WireId id, params IReadOnlyList<uint> numbers) =>
        Id == id && Payload.Length >= 4 * numbers.Count && numbers.Select((number, index) => Number(index) == number).All(same => same);
}
